from jiangtu.core.room import Room


class Config(Room):
    name = "jiangtu.allowances"
    books = ("rules.book",)

    def bring(self) -> None:
        from jiangtu.core import history
        from jiangtu.mentoring import doors as mentoring

        from .queries import measures, statements

        history.worded.bring(measures.worded)
        mentoring.extension.bring(measures.extension_after_fail)
        mentoring.beside_apprentices.bring(statements.sheet_of_mentor)

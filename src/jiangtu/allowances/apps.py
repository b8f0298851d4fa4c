from jiangtu.core.room import Room


class Config(Room):
    name = "jiangtu.allowances"
    books = ("rules.book",)

    def bring(self) -> None:
        from jiangtu.apprenticeships import doors as apprenticeships
        from jiangtu.core import history
        from jiangtu.mentoring import doors as mentoring
        from jiangtu.papers import doors as on_paper
        from jiangtu.seals import doors as seals

        from .actions import publishing
        from .queries import measures, papers, runs, statements

        apprenticeships.published.bring(publishing.publish)
        history.worded.bring(measures.worded)
        apprenticeships.departure_stands.bring(runs.departure_unpaid)
        mentoring.extension.bring(measures.extension_after_fail)
        on_paper.proofs.bring(papers.proofs)
        mentoring.beside_apprentices.bring(statements.sheet_of_mentor)
        seals.tables.bring(runs.sealed)

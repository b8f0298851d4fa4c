from jiangtu.core.room import Room


class Config(Room):
    name = "jiangtu.apprenticeships"
    prefix = "apprenticeships/"
    books = ("rules.roster.book",)

    def bring(self) -> None:
        from jiangtu.people import doors as people

        from . import access

        people.visible.bring(access.documents_visible_to)

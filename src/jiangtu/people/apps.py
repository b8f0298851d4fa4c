from jiangtu.core.room import Room


class Config(Room):
    name = "jiangtu.people"
    books = ("rules.keeping",)

    def bring(self) -> None:
        from jiangtu.core import journal

        from . import queries

        journal.named.bring(queries.names)

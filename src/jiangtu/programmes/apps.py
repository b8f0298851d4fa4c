from jiangtu.core.room import Room


class Config(Room):
    name = "jiangtu.programmes"
    books = ("rules.hours", "rules.stages")

    def bring(self) -> None:
        from jiangtu.core import history, journal

        from . import queries

        journal.named.bring(queries.names)
        history.worded.bring(queries.worded)

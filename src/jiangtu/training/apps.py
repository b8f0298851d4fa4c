from jiangtu.core.room import Room


class Config(Room):
    name = "jiangtu.training"
    prefix = "classes/"
    books = ("rules.workday",)

    def bring(self) -> None:
        from jiangtu.people import doors as people

        from .actions import merging

        people.merging.bring(merging.moves)

from jiangtu.core.room import Room


class Config(Room):
    name = "jiangtu.programmes"
    books = ("rules.hours", "rules.stages")

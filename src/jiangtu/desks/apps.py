from jiangtu.core.room import Room


class Config(Room):
    name = "jiangtu.desks"
    prefix = ""
    books = ("rules",)

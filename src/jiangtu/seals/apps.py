from jiangtu.core.room import Room


class Config(Room):
    name = "jiangtu.seals"

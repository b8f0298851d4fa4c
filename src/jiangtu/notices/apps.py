from jiangtu.core.room import Room


class Config(Room):
    name = "jiangtu.notices"
    prefix = "notices/"

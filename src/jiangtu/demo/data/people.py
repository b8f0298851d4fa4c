"""Made-up people with well-formed synthetic documents."""

from __future__ import annotations

from datetime import date, timedelta

from jiangtu.people.models import Person
from jiangtu.people.queries import document_print

from .seed import Seed, key

SURNAMES = "王李张刘陈杨黄赵周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎"
GIVEN_NAMES = """
伟 芳 娜 敏 静 强 磊 洋 艳 勇 军 杰 娟 涛 明 超 霞 平
刚 桂英 志强 建国 建华 文博 子轩 雨桐 浩然 佳怡 俊杰 晓东 晓燕 海波 春梅 秋月 国栋 立新
永康 思远 梦琪 嘉豪 天宇 欣怡 振华 玉兰 卫东 红梅 云飞 丽华 家明 宏伟 学文 新民 少华 长青
成林 金凤
"""
GIVEN = GIVEN_NAMES.split()
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
COUNTIES = ("500107", "500112", "330522", "330502", "371102", "371121", "120110", "120116", "230606", "330523")


def resident_id(region: str, born: date, order: int) -> str:
    """A resident ID whose check digit is right (GB 11643-1999); made up, like the person."""
    body = f"{region}{born:%Y%m%d}{order:03d}"
    return body + "10X98765432"[sum(int(c) * w for c, w in zip(body, WEIGHTS, strict=True)) % 11]


class Crowd:
    """Makes people one after another, no two with the same document; `made` are still to be written."""

    def __init__(self, seed: Seed):
        self.seed = seed
        self.made: list[Person] = []
        self._numbers: set[str] = set()

    def person(self, name: str = "", *, ages: tuple[int, int] = (18, 45)) -> Person:
        """A new person of an age within those bounds, not yet written."""
        chance = self.seed.chance
        name = name or chance.choice(SURNAMES) + chance.choice(GIVEN)
        number = ""
        while not number or number in self._numbers:
            born = self.seed.today - timedelta(days=chance.randint(ages[0] * 366, ages[1] * 365))
            number = resident_id(chance.choice(COUNTIES), born, chance.randint(0, 9))
        self._numbers.add(number)
        person = Person(
            uuid=key("person", number),
            name=name,
            document_type="resident_id",
            document=number,
            document_print=document_print("resident_id", number),
            born_on=born,
            phone=f"1{chance.choice('3578')}{chance.randint(0, 9)}0000{chance.randint(0, 9999):04d}",
            example=True,
        )
        self.made.append(person)
        return person

    def write(self) -> None:
        """Write everybody made since the last time."""
        Person.objects.bulk_create(self.made, batch_size=1000)
        self.made = []

"""How Chinese is read: syllables for finding by pinyin, and a key by which lists of names sort.

A surname is read as a surname (单 shan, 曾 zeng, 仇 qiu), whatever the character says elsewhere.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache
from typing import Any

from django.db import models

from .letters import DOTS, usual
from .letters import HAN as HAN

# Surnames whose reading is not the character's first one, with the tone that sorts them.
SAID_AS_SURNAMES = (
    "单shan4 曾zeng1 仇qiu2 解xie4 任ren2 查zha1 盖ge3 朴piao2 区ou1 翟zhai2 缪miao4 员yun4 种chong2 "
    "黑he4 折she2 乐yue4 覃qin2 隗wei3 郇xun2 那na1 於yu1 宁ning4 纪ji3 洗xian3 秘bi4 繁po2 召shao4 "
    "哈ha3 华hua4 燕yan1 佴nai4 撒sa3 都du1 能nai4 薄bo2 卜bu3 过guo1 祭zhai4 句gou1 牟mou4 阚kan4"
)
SURNAMES = {each[0]: each[1:] for each in SAID_AS_SURNAMES.split()}
# Compound surnames that are read as one.
COMPOUND = {"尉迟": ("yu4", "chi2"), "万俟": ("mo4", "qi2"), "长孙": ("zhang3", "sun1"), "令狐": ("ling2", "hu2")}


def plain(character: str) -> str:
    """A character as one would type it: half-width, small, without accents; empty for a middle dot or an apostrophe."""
    told = usual(character).casefold()
    told = "".join(each for each in unicodedata.normalize("NFKD", told) if not unicodedata.combining(each))
    return "" if told in DOTS or told in "'’`" else told


@lru_cache(maxsize=20_000)
def readings(character: str) -> tuple[str, ...]:
    """The syllables a character may be read as, without tones, as a surname first; ü is v, and u for who types that."""
    from pypinyin import Style, pinyin

    told = [SURNAMES[character][:-1]] if character in SURNAMES else []
    told += pinyin(character, heteronym=True, style=Style.NORMAL, errors="ignore")[0] if HAN.match(character) else []
    told = [each.replace("ü", "v") for each in told]
    return tuple(dict.fromkeys([*told, *(each.replace("v", "u") for each in told)]))


@cache
def syllables() -> frozenset[str]:
    """Every syllable that some character is read as."""
    from pypinyin.constants import PINYIN_DICT

    told = {_bare(each) for said in PINYIN_DICT.values() for each in said.split(",")}
    whole = {each for each in told if re.search("[aeiouv]", each) and each.isascii()}
    return frozenset(whole | {each.replace("v", "u") for each in whole})


def _bare(reading: str) -> str:
    marked = unicodedata.normalize("NFD", reading.replace("ü", "v").replace("ê", "e"))
    return "".join(each for each in marked if not unicodedata.combining(each) or each == "\u0308").replace(
        "u\u0308", "v"
    )


def name_key(name: str, *, of_person: bool = False) -> str:
    """By what a name sorts: `zhang1张san1三`, character by character, so that one surname stands together.

    Latin letters sort among the syllables, small and without accents.
    """
    from pypinyin import Style, lazy_pinyin

    folded = "".join(map(plain, name.strip()))
    said = dict(enumerate(_surname(folded))) if of_person else {}
    told, at = [], 0
    alone: Any = list  # a character without a reading stands for itself
    for part in re.findall(rf"{HAN.pattern}+|[^\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff〇]+", folded):
        if not HAN.match(part):
            told.append(part)
        else:
            read = lazy_pinyin(part, style=Style.TONE3, neutral_tone_with_five=True, errors=alone)
            told += [f"{said.get(at + n, syllable)}{part[n]}" for n, syllable in enumerate(read)]
        at += len(part)
    return "".join(told)


def _surname(name: str) -> tuple[str, ...]:
    return COMPOUND.get(name[:2]) or ((SURNAMES[name[0]],) if name[:1] in SURNAMES else ())


class NameKey(models.TextField):
    """A column beside `name`, written with it whenever the row is saved, by which lists of names sort."""

    def __init__(self, *args: Any, of_person: bool = False, **kwargs: Any):
        kwargs |= {"db_collation": "C", "default": "", "editable": False}
        self.of_person = of_person
        super().__init__(*args, **kwargs)

    def pre_save(self, model_instance: Any, add: bool) -> str:
        told = name_key(model_instance.name, of_person=self.of_person)
        setattr(model_instance, self.attname, told)
        return told

    def deconstruct(self) -> Any:
        """Migrations know it as plain text: they fill it themselves."""
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.TextField", args, kwargs

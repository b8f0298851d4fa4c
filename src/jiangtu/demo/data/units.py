"""The 71 pilot units: those the newsletter names, and examples marked as such; with their bureaus and the ministry."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from jiangtu.institutions.models import Institution, Partner, Partnership
from jiangtu.institutions.states import Kind, PartnerState

from .seed import Seed, key

# What the newsletter names (the ILO project's own words for them), with the region they are in. It is in English:
# the Chinese names and the regions were not read there, and say so.
NAMES_SOURCE = (
    "英文名称据国际劳工组织项目简报；中文名称与行政区划为本系统所加，未经核对"
    " · English name: newsletter of the ILO project; Chinese name and region are Jiangtu's own, not confirmed"
)
NAMED = (
    (Kind.ENTERPRISE, "中国石油天然气集团有限公司", "China National Petroleum Corporation", "110000", "cnpc"),
    (Kind.ENTERPRISE, "西南铝业（集团）有限责任公司", "China Southwest Aluminium Group Co., Ltd.", "500107", "swa"),
    (Kind.ENTERPRISE, "长安汽车", "Chang'an Auto", "500105", "changan"),
    (Kind.ENTERPRISE, "山东五征集团", "Shandong Wuzheng Group", "371121", "wuzheng"),
    (Kind.COLLEGE, "长兴技师学院", "Changxing Technician College", "330522", "changxing"),
    (Kind.COLLEGE, "重庆电子工程职业学院", "Chongqing College of Electronic Engineering", "500107", "cqcee"),
)
# city code: Chinese name, English name, county for the example units, how many example units make up the 71
CITIES = {
    "500000": ("重庆", "Chongqing", "500112", 17),
    "330500": ("湖州", "Huzhou", "330522", 20),
    "371100": ("日照", "Rizhao", "371102", 13),
    "120000": ("天津", "Tianjin", "120110", 15),
}
TRADES = (
    ("阀门", "Valves"),
    ("机械", "Machinery"),
    ("重工", "Heavy Industries"),
    ("电机", "Motors"),
    ("轴承", "Bearings"),
    ("铝材", "Aluminium Profiles"),
    ("汽车零部件", "Auto Parts"),
    ("装备", "Equipment"),
    ("钢构", "Steel Structures"),
    ("泵业", "Pumps"),
    ("模具", "Moulds"),
    ("电气", "Electric"),
    ("船舶配套", "Marine Fittings"),
    ("压力容器", "Pressure Vessels"),
    ("农机", "Farm Machinery"),
    ("焊接设备", "Welding Equipment"),
    ("液压", "Hydraulics"),
    ("精工", "Precision"),
    ("传动", "Drives"),
)
ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"


@dataclass
class Units:
    """The institutions by a short name, and per city its enterprises, colleges and bureau."""

    by_key: dict[str, Institution]
    enterprises: dict[str, list[Institution]]
    colleges: dict[str, list[Institution]]
    bureaus: dict[str, Institution]


def credit_code(region: str, order: int) -> str:
    """A made-up unified social credit code with a right check digit (GB 32100-2015)."""
    body = f"91{region}MA{order:06d}"
    organisation = body[8:16]
    total = sum(ALPHABET_ORG.index(c) * w for c, w in zip(organisation, (3, 7, 9, 10, 5, 8, 4, 2), strict=True))
    body += "0123456789X0"[(11 - total % 11)]
    check = (31 - sum(ALPHABET.index(c) * 3**i % 31 * 1 for i, c in enumerate(body)) % 31) % 31
    return body + ALPHABET[check]


ALPHABET_ORG = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def load(seed: Seed) -> Units:
    """Write the institutions, the campuses and the partnerships."""
    units = Units({}, {city: [] for city in CITIES}, {city: [] for city in CITIES}, {})
    made: list[Institution] = []

    def add(short: str, kind: str, name: str, name_en: str, region: str, **more: object) -> Institution:
        unit = Institution(uuid=key("unit", short), kind=kind, name=name, name_en=name_en, region=region, **more)
        units.by_key[short] = unit
        made.append(unit)
        return unit

    for kind, name, name_en, region, short in NAMED:
        unit = add(short, kind, name, name_en, region, pilot_unit=True, names_source=NAMES_SOURCE)
        city = region[:2] + "0000" if region[:2] in ("50", "12") else region[:4] + "00"
        if city in CITIES:
            (units.colleges if kind == Kind.COLLEGE else units.enterprises)[city].append(unit)
    order = 0
    for city, (name, name_en, county, examples) in CITIES.items():
        units.bureaus[city] = add(
            f"bureau-{city}",
            Kind.BUREAU,
            f"{name}市人力资源和社会保障局",
            f"{name_en} Bureau of Human Resources and Social Security",
            city,
        )
        college = add(
            f"college-{city}",
            Kind.COLLEGE,
            f"{name}示例技师学院",
            f"Example Technician College of {name_en}",
            county,
            pilot_unit=True,
            example=True,
        )
        units.colleges[city].append(college)
        for number in range(examples - 1):
            order += 1
            trade, trade_en = TRADES[(number + len(units.enterprises)) % len(TRADES)]
            enterprise = add(
                f"{city}-{number}",
                Kind.ENTERPRISE,
                f"{name}示例{trade}有限公司",
                f"Example {trade_en} of {name_en}",
                county,
                credit_code=credit_code(county, order),
                pilot_unit=True,
                example=True,
            )
            units.enterprises[city].append(enterprise)
    _beyond_the_pilot_units(add)
    units.by_key["heping"].owner = units.by_key["changxing"]
    units.by_key["heping"].host = units.by_key["township"]
    campuses = [unit for unit in made if unit.kind == Kind.CAMPUS]
    Institution.objects.bulk_create([unit for unit in made if unit.kind != Kind.CAMPUS])
    Institution.objects.bulk_create(campuses)
    small = [units.by_key[f"small-{number}"].pk for number in range(4)]
    Institution.objects.filter(pk__in=small).update(gathered_by=units.by_key["township"])
    _partnerships(seed, units)
    return units


def _beyond_the_pilot_units(add: Callable[..., Institution]) -> None:
    add("ministry", Kind.MINISTRY, "人力资源和社会保障部", "Ministry of Human Resources and Social Security", "110000")
    confederation = "China Enterprise Confederation"
    add("cec", Kind.ASSOCIATION, "中国企业联合会", confederation, "110000", names_source=NAMES_SOURCE)
    add("ilo", Kind.INTERNATIONAL, "国际劳工组织北京局", "ILO Country Office for China and Mongolia", "110000")
    add(
        "assessment",
        Kind.ASSESSMENT_BODY,
        "示例职业技能等级评价机构",
        "Example Skill Assessment Body",
        "330500",
        example=True,
    )
    add(
        "township",
        Kind.TOWNSHIP_SCHOOL,
        "和平镇示例成人文化技术学校",
        "Example Heping Township Continuing Education School",
        "330522",
        example=True,
    )
    add("heping", Kind.CAMPUS, "和平示例校区", "Heping Example Campus", "330522", example=True)
    for number, (trade, trade_en) in enumerate(TRADES[:4]):
        add(
            f"small-{number}",
            Kind.ENTERPRISE,
            f"和平镇示例{trade}小厂",
            f"Example Small {trade_en} Works, Heping",
            "330522",
            credit_code=credit_code("330522", 900 + number),
            example=True,
        )


def _partnerships(seed: Seed, units: Units) -> None:
    partnerships, partners = [], []
    for city, colleges in units.colleges.items():
        for college in colleges:
            partnership = Partnership(
                uuid=key("partnership", college.uuid),
                college=college,
                since=seed.weeks(-140),
                occupations=["turning", "welding"],
                college_gives="教师、实训场地、教材与考核组织。",
            )
            partnerships.append(partnership)
            members = units.enterprises[city]
            if college is units.by_key["changxing"]:
                members = [*members, *(units.by_key[f"small-{n}"] for n in range(4))]
            if college is units.by_key["cqcee"]:
                members = [*members, units.by_key["cnpc"]]
            partners += [
                Partner(
                    uuid=key("partner", college.uuid, unit.uuid),
                    partnership=partnership,
                    enterprise=unit,
                    state=PartnerState.AGREED,
                    enterprise_gives="企业导师、生产设备与岗位，学徒工资按劳动合同发放。",
                )
                for unit in dict.fromkeys(members)
            ]
    Partnership.objects.bulk_create(partnerships)
    Partner.objects.bulk_create(partners)
    campus = units.by_key["heping"]
    for partnership in partnerships:
        if partnership.college is units.by_key["changxing"]:
            partnership.campuses.add(campus)

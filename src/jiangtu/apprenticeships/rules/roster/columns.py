"""The columns of a roster: without the required ones nothing can be checked; another that is missing reads as empty."""

from __future__ import annotations

from jiangtu.competences.rules import levels
from jiangtu.core.days import Days
from jiangtu.people.rules import documents
from jiangtu.sheets.rules.layout import Column, Layout

LONGEST = {"post": 100, "remark": 300}  # characters, as the tables hold
DOCUMENTS = tuple(words[0] for words in documents.NAMES.values())
INTAKES = ("新招用", "转岗")


LEVELS = tuple(map(levels.spelled, levels.LEVELS))

ROSTER = Layout(
    "学徒花名册 roster",
    (
        Column("name", "姓名", also=("学徒姓名", "学员姓名", "员工姓名", "名字", "full name"), required=True, width=12),
        Column("id_type", "证件类型", also=("证件种类", "document type"), choices=DOCUMENTS, width=16),
        Column(
            "resident_id",
            "证件号码",
            also=(
                "证件号",
                "身份证",
                "身份证件号码",
                "身份证号",
                "身份证号码",
                "公民身份号码",
                "居民身份证号码",
                "resident id number",
                "id number",
                "id no",
                "document number",
            ),
            required=True,
            cells="text",
            width=22,
        ),
        Column(
            "phone",
            "手机",
            also=(
                "手机号",
                "手机号码",
                "联系电话",
                "电话",
                "联系方式",
                "mobile",
                "mobile phone",
                "telephone",
                "phone number",
            ),
            required=True,
            cells="text",
            width=15,
        ),
        Column(
            "contract_from",
            "劳动合同起",
            also=(
                "劳动合同起始日期",
                "劳动合同开始日期",
                "合同起",
                "合同起始日期",
                "合同开始日期",
                "合同开始",
                "合同开始时间",
                "合同起始时间",
                "contract start",
            ),
            required=True,
            days=Days(grown=True),
        ),
        Column(
            "contract_to",
            "劳动合同止",
            also=(
                "劳动合同终止日期",
                "劳动合同结束日期",
                "合同止",
                "合同终止日期",
                "合同结束日期",
                "合同结束",
                "合同结束时间",
                "合同终止时间",
                "合同到期日",
                "合同到期日期",
                "contract end",
            ),
            required=True,
            may_be_empty=True,
            days=Days(),
        ),
        Column("intake", "招用方式", also=("招用类型", "用工方式"), choices=INTAKES),
        Column(
            "current_level",
            "现技能等级",
            also=("现有技能等级", "技能等级", "现等级", "skill level"),
            choices=LEVELS,
            width=14,
        ),
        Column("full_time_student", "是否在校生", also=("在校生", "是否全日制在校生", "student"), choices=("否", "是")),
        Column("post", "岗位", also=("工作岗位", "职位"), width=14),
        Column(
            "enterprise",
            "企业",
            also=(
                "企业统一社会信用代码",
                "统一社会信用代码",
                "社会信用代码",
                "企业信用代码",
                "credit code",
                "enterprise credit code",
            ),
            cells="text",
            width=22,
        ),
        Column("remark", "备注", also=("说明", "remarks", "note"), width=24),
    ),
)

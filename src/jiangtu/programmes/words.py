"""The words of this room."""

from jiangtu.core.glossary import Word

WORDS = (
    Word("Programme", "培养方案", "what a college trains for an occupation", "院校为一个职业制定的培养安排"),
    Word(
        "Programme version, version",
        "版本",
        "one edition of a programme; a released one never changes",
        "培养方案的一个版本，发布后不再改变",
    ),
    Word(
        "Stage",
        "阶段",
        "junior craftsman 初级工匠 → craftsman 工匠 → master craftsman 工匠大师 (working translations)",
        "初级工匠、工匠、工匠大师三个阶段",
    ),
    Word("Stage hours", "阶段学时", "planned hours of a kind at a venue", "某类、某场所的计划学时"),
    Word(
        "Requirement",
        "能力要求",
        "a competence a stage asks for, its level, and whose word counts",
        "阶段要求的一项能力、等级及由谁评价",
    ),
    Word(
        "General quality · professional basics · operating skill",
        "通用素质 · 专业基础 · 操作技能",
        "the three kinds of hours",
        "三类学时",
    ),
    Word("On the job, off the job", "在岗、脱产", "where hours are spent", "学时在何处完成"),
)

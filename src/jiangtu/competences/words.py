"""The words of this room."""

from jiangtu.core.glossary import Word

WORDS = (
    Word("Framework", "能力框架", "a list of competences with its source", "注明来源的一组能力"),
    Word(
        "Competence",
        "能力",
        "one thing a person can do; core or occupational",
        "一个人能做的一件事，分核心技能与职业技能",
    ),
    Word("Core skill", "核心技能", "of the ILO's framework: 4 groups, 19 skills", "国际劳工组织框架：4 组 19 项"),
    Word("Occupation", "职业（工种）", "what one trains for", "培养所面向的职业"),
    Word(
        "Ladder, level",
        "等级序列、技能等级",
        "学徒工 … 首席技师; 五级–一级 fall as the rank rises",
        "学徒工至首席技师；五级至一级，级数越小等级越高",
    ),
)

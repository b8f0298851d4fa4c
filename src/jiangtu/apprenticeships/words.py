"""The words of this room."""

from jiangtu.core.glossary import Word

WORDS = (
    Word("Apprenticeship", "学徒培养", "one person's, from contract to certificate", "一个人从合同到证书的培养过程"),
    Word("Intake", "招用方式", "newly hired 新招用, transferred 转岗, student 在校生", "新招用、转岗、在校生"),
    Word(
        "Roster", "花名册", "the table of apprentices that an enterprise or college brings", "企业或院校报送的学徒名单"
    ),
    Word(
        "Stage progress",
        "阶段进度",
        "a stage of one apprenticeship: waiting 未开始, open 进行中, closed 已结业",
        "一个学徒的一个阶段：未开始、进行中、已结业",
    ),
    Word(
        "Figure row",
        "统计行",
        "what the figures over the land count of one apprenticeship, as of a day",
        "全国及地区数据中某一学徒的统计内容，注明截至日期",
    ),
    Word(
        "Figure sum",
        "统计合计",
        "the figure rows of a class that are grouped and chosen alike, added up",
        "同一班级内归类与取舍相同的统计行之合计",
    ),
    Word(
        "Published row",
        "发布行",
        "one in five of the figure rows, which counts for five people: what is published of people is their sum",
        "每五个统计行取一，按五人计；对外发布的人员数据均由此汇总",
    ),
    Word("Certificate", "技能等级证书", "number, level, date, body", "编号、等级、日期、发证机构"),
    Word(
        "Inquiry",
        "询问",
        "what a house may not know of a person, asked of the house that keeps it",
        "一方无权知道的个人情况，转由掌握情况的一方答复",
    ),
    Word("Seal", "印", "the mark of a closed stage", "已结业阶段的印记"),
)

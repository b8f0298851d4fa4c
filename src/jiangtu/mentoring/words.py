"""The words of this room."""

from jiangtu.core.glossary import Word

WORDS = (
    Word(
        "Mentor, mentor profile",
        "导师（企业导师）、导师档案",
        "level, skills, suit, sites, shifts, places",
        "等级、技能、工装、场地、班次、名额",
    ),
    Word("Apprentice profile", "学徒档案", "what pairing must know of an apprentice", "结对须了解的学徒情况"),
    Word("Red suit, white smock", "红工装、白大褂", "technicians; professionals", "技能人员；专业技术人员"),
    Word(
        "Pair, its contract",
        "师徒结对、师徒协议",
        "a mentor and an apprentice under contract",
        "签有协议的一名导师和一名学徒",
    ),
    Word("One-to-one, one-to-many, many-to-one", "一对一、一对多、多对一", "the forms", "结对的三种形式"),
    Word("Pairing run", "结对方案", "one run of the engine for a class", "为一个班计算的一次结对"),
    Word("Match", "拟结对", "a pair as the engine proposes it", "系统拟定、尚未签约的一对师徒"),
    Word("Pair wish", "结对设定", "kept together, or kept apart", "保持结对，或不予结对"),
    Word("Fit", "匹配度", "0–1000, with coverage, closeness, overlap", "0–1000，含覆盖、接近、重合三项"),
    Word("Pair review", "师徒考核", "a grade; the final one, 终评, decides", "考核等第，以终评为准"),
    Word("Accident", "事故", "a serious one, entered by HR", "人事登记的严重事故"),
)

"""The words of this room."""

from jiangtu.core.glossary import Word

WORDS = (
    Word(
        "Measures, measures choice",
        "师徒管理办法、办法选用",
        "the published rules an enterprise follows",
        "企业所依据的公开办法",
    ),
    Word(
        "Allowance run, allowance line",
        "津贴核算、津贴明细",
        "a period computed whole; one pair in it",
        "一个期间的整体核算；其中一对师徒",
    ),
    Word("Paid pair", "计发结对", "a pair as the Measures look at it", "办法据以计发的一对师徒"),
    Word("Pay entry", "发放记录", "what a released run pays", "已发放核算所付的款"),
    Word(
        "Published amount",
        "发布金额",
        "the money of five paid mentors or more, told together where the middle one of them is; it stays as told",
        "至少五名领取津贴导师的金额合计，列在居中一人所在处；一经发布不再改变",
    ),
    Word(
        "Published entry",
        "已发布记录",
        "in which published amount a pay entry is told, once",
        "某笔发放记录计入哪一项发布金额，仅计一次",
    ),
    Word("Objection", "异议", "a mentor's word against a statement", "导师对对账单的异议"),
    Word("Due · held · forfeited · stopped", "应发 · 暂缓 · 不发 · 停发", "states of a line", "明细的四种状态"),
    Word("Statement", "对账单", "one mentor's part of a run", "核算中一名导师的部分"),
    Word(
        "Outdated statement",
        "与记录不符的对账单",
        "one that would come out otherwise by the record of today",
        "按今日的记录重新核算，结果会有不同的对账单",
    ),
)

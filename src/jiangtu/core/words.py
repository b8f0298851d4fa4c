"""The words of this room."""

from .glossary import Word

WORDS = (
    Word("Rulebook, edition", "规则、版本", "dated rules with a source", "注明日期和来源的规则"),
    Word(
        "Rule row",
        "规则条目",
        "one key that an office changed, dated, with a source",
        "主管部门更改的一条规则，有日期和来源",
    ),
    Word(
        "Mark",
        "标记",
        "S read in a public source, S* through a mirror, M not confirmed, I inferred, ours 匠途自定, example 示例",
        "S 公开来源已核、S* 转载已核、M 未证实、I 推断、匠途自定、示例",
    ),
    Word("Verdict", "结论", "yes, or no with the figures and the source", "是或否，附数据与来源"),
    Word("Derivation", "来由", "an amount, line by line, down to record and rule", "金额逐行追溯到记录与规则"),
    Word("Journal entry, timeline", "记事、经过", "who did what under which role, when", "谁在何时以何种身份做了什么"),
    Word("Job", "后台任务", "long work with its progress", "有进度的长时间任务"),
    Word("Stored file", "文件", "a file somebody gave, sealed on disk", "他人提交的文件，密封保存"),
    Word("Sent form", "已提交的表单", "one that began something, known by its key", "用于新建内容的表单，凭密钥识别"),
    Word(
        "Outbox message",
        "发件箱消息",
        "a mail, text message or push that the demo or a test keeps instead of sending it",
        "演示或测试中不外发而留存的邮件、短信或推送",
    ),
)

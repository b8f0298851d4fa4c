"""The words of this room."""

from jiangtu.core.glossary import Word

WORDS = (
    Word(
        "Person",
        "人员",
        "a human being, recorded once; a second record found later is merged into the first",
        "自然人，只登记一次；后来发现的重复登记并入第一条",
    ),
    Word("Account", "账号", "how a person signs in", "人员登录所用的账号"),
    Word(
        "Passkey",
        "通行密钥",
        "kept by one's device, which checks its owner; it signs in alone and is two factors",
        "保存在本人设备上，由设备核验本人；凭它即可登录，同时满足二次验证",
    ),
    Word("Consent", "同意", "what a person agreed to, in which version", "本人同意的事项及其文本版本"),
    Word(
        "Other document",
        "其他证件",
        "a document that finds the person too: renewed since, or a second one",
        "同样可以找到本人的证件：已换发的旧证件或另一证件",
    ),
    Word("Resident ID", "居民身份证", "GB 11643-1999", "GB 11643-1999"),
    Word(
        "Limit",
        "次数限制",
        "how often something was done on a day, by the keyed hash of who did it",
        "某人某天做了多少次，按其密钥摘要计数",
    ),
    Word(
        "Access record",
        "访问记录",
        "who signed in, tried to, was refused, or changed roles; when and from where",
        "谁登录、尝试登录、被拒绝或变更角色，时间和来源地址",
    ),
)

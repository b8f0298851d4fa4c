"""The words of this room."""

from jiangtu.core.glossary import Word

WORDS = (
    Word(
        "Notice",
        "通知",
        "what one person was told once; it leads to its page",
        "对一个人告知一次的事，点开即到相关页面",
    ),
    Word("Kind (of notice)", "通知类别", "of what a room tells people", "一个模块告知人们哪类事"),
    Word(
        "Delivery",
        "送达",
        "a notice on its way by mail, to the phone's screen or by text message",
        "通知经邮件、手机屏幕或短信送出的过程",
    ),
    Word(
        "Reception",
        "接收时间",
        "quiet hours, the hour of the daily mail, the language",
        "免打扰时段、每日邮件时间、语言",
    ),
    Word("Preference", "接收方式", "what goes where, for one kind", "某类通知以何种方式接收"),
    Word(
        "Subscription",
        "屏幕通知订阅",
        "a browser that shows notices on the phone's screen",
        "在手机屏幕上显示通知的浏览器",
    ),
    Word("Digest", "每日汇总", "a day's notices in one mail", "一天的通知合成一封邮件"),
    Word("Quiet hours", "免打扰时段", "when nothing is sent", "不发送通知的时段"),
)

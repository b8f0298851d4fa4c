"""The words of this room."""

from jiangtu.core.glossary import Word

WORDS = (
    Word(
        "Institution",
        "单位",
        "ministry, bureau, enterprise, college, township school, campus, association, assessment body, or international"
        " organisation",
        "部门、局、企业、院校、乡镇学校、校区、协会、评价机构、国际组织",
    ),
    Word(
        "Membership",
        "任职",
        "a role of a person in an institution, from a day to a day",
        "人员在单位的一个角色，有起止日期",
    ),
    Word("Hat", "身份", "the membership one acts under now; one at a time", "当前办事所用的任职，同一时间只有一个"),
    Word(
        "Invitation",
        "邀请",
        "an offer to sign in under a role, by a link or a card's code that works once",
        "凭链接或卡片代码以某一角色登录的邀请，只能用一次",
    ),
    Word(
        "Card",
        "账号开通卡",
        "an invitation on paper for somebody who is recorded: a square to scan, and a code to type",
        "印在纸上的邀请，给已登记的人：一个可扫的方码和一个可输入的代码",
    ),
    Word(
        "Partnership, Partner",
        "校企合作、合作企业",
        "a college and enterprises that train together; an enterprise is asked, and agrees or declines",
        "共同培养的院校与企业；企业受邀后同意或谢绝",
    ),
    Word("Region", "行政区划", "a code of GB/T 2260", "GB/T 2260 的代码"),
    Word("Unified social credit code", "统一社会信用代码", "GB 32100-2015", "GB 32100-2015"),
    Word(
        "Recorded exception",
        "登记例外",
        "a code that fails its check digit, recorded with the reason",
        "校验位不符、已说明理由登记的代码",
    ),
)

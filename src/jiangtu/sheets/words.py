"""The words of this room."""

from jiangtu.core.glossary import Word

WORDS = (
    Word(
        "Given file",
        "上传的文件",
        "a filled-in table that came in: a roster, a list of certificates; checked, then imported or discarded",
        "填好上传的表格，如花名册、证书名单；先核对，再导入或放弃",
    ),
    Word(
        "Kind of file",
        "文件种类",
        "a layout, a check and an act: roster, certificates, profiles",
        "一种版式、一项检查和一个动作：花名册、证书、档案",
    ),
)

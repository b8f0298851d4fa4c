"""The words of this room."""

from jiangtu.core.glossary import Word

WORDS = (
    Word(
        "Index entry",
        "检索条目",
        "one thing that can be found, with all it is found by",
        "可以搜索到的一项内容及其全部检索词",
    ),
)

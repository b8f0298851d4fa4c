"""The words of this room."""

from jiangtu.core.glossary import Word

WORDS = (
    Word(
        "Assessment",
        "评价",
        "what somebody found of a competence on a day, 1–5 with one example",
        "某日对一项能力的评价，1–5 级，附一个实例",
    ),
)

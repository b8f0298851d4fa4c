"""The words and sentences of this room."""

from jiangtu.core.glossary import Word

WORDS = (
    Word(
        "Paper", "纸质文件", "what Jiangtu prints: a contract, a statement, a sheet", "系统打印的合同、对账单、签到表"
    ),
    Word("Proof", "核验信息", "what a paper's code shows to whoever holds it", "扫描纸质文件上的二维码所见的内容"),
    Word("Check code", "校验码", "a short mark of all that a paper says", "由文件全部内容算出的短码"),
)
PHRASES: dict[str, str] = {}

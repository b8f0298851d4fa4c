"""What the program says of itself, in the reader's language, before it has set anything up."""

import os
import subprocess
import sys

import pytest


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--lang", "zh", "--help"], ["用法：jiangtu", "显示此帮助并退出", "核对学徒名册", "带示例数据"]),
        (["roster", "--lang=zh", "check", "--help"], ["用法：jiangtu roster check", "以 JSON 回答"]),
        (["demo", "--lang", "zh", "--help"], ["默认 8000"]),
        (["pair", "--lang", "zh"], ["缺少参数：PROBLEM.json"]),
        (["--lang", "en", "--help"], ["usage: jiangtu", "check a roster of apprentices"]),
    ],
)
def test_help_and_refusals_of_a_command_line_are_told_in_the_language_asked_for(words, told):
    asked = [sys.executable, "-m", "jiangtu.console", *words]
    answer = subprocess.run(asked, capture_output=True, text=True, check=False, env={**os.environ, "COLUMNS": "120"})
    assert [each for each in told if each not in answer.stdout + answer.stderr] == []

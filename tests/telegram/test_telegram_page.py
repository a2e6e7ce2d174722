"""docs/telegram.md tells every line that is printed about Telegram, as it is printed."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_every_line_is_told_and_none_that_is_not_printed() -> None:
    told = set(
        re.findall(r"^\| `(telegram: [^`…]+?) ?…?`", (ROOT / "docs" / "telegram.md").read_text("utf-8"), re.MULTILINE)
    )
    files = (*(ROOT / "bot" / "telegram").glob("*.py"), ROOT / "bot" / "intake.py")
    code = "".join(path.read_text("utf-8") for path in files).replace("{self.channel}:", "telegram:")
    printed = set(re.findall(r'"(telegram: [^"]+)"', code)) - {"telegram: a message was taken back"}  # LINE only tells
    assert {line for line in printed if not any(line.startswith(words) for words in told)} == set()
    assert {words for words in told if not any(line.startswith(words) for line in printed)} == set()

"""docs/telegram.md tells every line that is printed about Telegram, as it is printed."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_every_line_is_told_and_none_that_is_not_printed() -> None:
    told = set(
        re.findall(r"^\| `(telegram: [^`…]+?) ?…?`", (ROOT / "docs" / "telegram.md").read_text("utf-8"), re.MULTILINE)
    )
    code = "".join(path.read_text("utf-8") for path in (ROOT / "bot" / "telegram").glob("*.py"))
    printed = set(re.findall(r'"(telegram: [^"]+)"', code))
    assert {line for line in printed if not any(line.startswith(words) for words in told)} == set()
    assert {words for words in told if not any(line.startswith(words) for line in printed)} == set()

"""docs/documents.md tells the authors of templates every tag, field and filter there is, and none there is not."""

import re
from pathlib import Path
from typing import Any
from zipfile import ZipFile

from bot.documents.compiled import sandbox
from bot.documents.measure_report import fields
from bot.documents.pictures import Pictures

from .samples import full_report

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "documents.md").read_text()
TOLD = set(
    re.findall(r"`([a-z_]+(?:\.[a-z_]+)*)`", PAGE[PAGE.index("### Fields of the measure report") :].split("\n## ")[0])
)
ROWS = {"measures": "measure", "results": "result", "photo_rows": "row", "urgent": "item"}


def given(values: dict[str, Any], prefix: str = "") -> set[str]:
    """Every field a template can name: those of rows by the name the documentation gives the row."""
    found = set()
    for name, value in values.items():
        if isinstance(value, dict):
            found |= given(value, f"{prefix}{name}.")
            continue
        found.add(prefix + name)
        if name in ROWS and isinstance(value, list):
            found |= given(value[0], f"{ROWS[name]}.")
    return found


def test_every_field_is_told_and_none_that_is_not() -> None:
    assert given(fields(full_report(), Pictures())) == TOLD


def test_the_template_uses_what_is_told() -> None:
    with ZipFile(ROOT / "templates" / "documents" / "measure_report.docx") as package:
        xml = "".join(package.read(name).decode() for name in package.namelist() if name.endswith(".xml"))
    used = set(re.findall(r"\{\{r? ([a-z_.]+) \}\}", xml))
    assert used - {"line"} <= TOLD
    # What is not printed is asked for or looped over.
    assert {
        field for field in TOLD - used if not re.search(rf"\{{%\w* (if|for|elif)[^%]*\b{re.escape(field)}\b", xml)
    } == set()


def test_the_filters_are_told() -> None:
    line = re.search(r"^Filters: (.*)\.$", PAGE, re.MULTILINE)
    assert line
    assert line[1].split(", ") == sorted(sandbox(None).filters)

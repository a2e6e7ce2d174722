"""Rows are kept whole unless they may be taller than a page, where what does not fit would be cut off."""

from dataclasses import replace

import pytest
from docx.oxml.ns import qn

from bot.documents.progress_report import ProgressReport, render

from .structure import cells, faults, opened
from .year import DONE, follow_up, told, yearly_report

LINE = "ผู้เข้าร่วมนำความรู้ไปใช้ในการปฏิบัติงานได้จริงและไม่มีเรื่องร้องเรียน"


def whole(report: ProgressReport) -> dict[str, bool]:
    """Whether the row of each item of the main table is kept whole, by its number."""
    table = opened(render(report)).tables[3]
    return {
        number: row._tr.find(f"{qn('w:trPr')}/{qn('w:cantSplit')}") is not None
        for (number, *_), row in zip(cells(table), table.rows, strict=True)
    }


@pytest.mark.parametrize("report", [follow_up(), yearly_report()], ids=["follow-up", "yearly report"])
@pytest.mark.parametrize("text", [LINE * 20, "\n".join([LINE[:20]] * 25)], ids=["one paragraph", "many"])
def test_only_a_row_that_may_be_taller_than_a_page_may_break(report: ProgressReport, text: str) -> None:
    long = replace(report, results=(told(1, 1, DONE, text), told(3, 1, DONE, LINE)))
    assert [number for number, kept in whole(long).items() if not kept] == ["๑"]
    assert faults(render(long)) == []

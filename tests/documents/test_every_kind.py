"""What holds for every document: form, structure, digits, marks; and whatever anybody types into it is text."""

import re
from collections.abc import Iterator
from itertools import pairwise

import pytest
from docx.oxml.ns import qn
from docx.shared import Pt
from docx.styles.style import ParagraphStyle

from bot.documents.compiled import source
from bot.documents.kinds import KINDS
from bot.documents.progress_report import KINDS as PROGRESS
from bot.documents.reading import text_of

from .gallery import HOSTILE, SOUND, WITH, hostile, sound, typed
from .structure import faults, opened, part

TOTALS_ELSEWHERE = ("targets", "sheet", "order", "announcement", "memo", "single measure, least")


@pytest.mark.parametrize("name", SOUND)
class TestForm:
    def test_the_structure_is_sound(self, name: str) -> None:
        assert faults(sound(name)) == []

    def test_pages_are_a4_with_the_margins_of_the_rule(self, name: str) -> None:
        for section in opened(sound(name)).sections:
            sides = [round(side.cm, 1) for side in (section.left_margin, section.right_margin, section.bottom_margin)]
            assert sides == [3, 2, 2]
            assert round(section.top_margin.cm, 1) == (1.5 if name.startswith("memo") else 2.5)
            assert sorted((round(section.page_width.cm, 1), round(section.page_height.cm, 1))) == [21, 29.7]

    def test_the_face_stands_once_and_bold_is_bold_in_thai(self, name: str) -> None:
        styles, body = part(sound(name), "word/styles.xml"), part(sound(name), "word/document.xml")
        assert b"w:rFonts" not in body
        assert styles.count(b"w:rFonts") == 1
        assert styles.count(b'"TH SarabunPSK"') == 4
        for xml in (styles, body):
            assert xml.count(b"<w:b/>") == xml.count(b"<w:bCs/>") == xml.count(b"<w:b/><w:bCs/>")
            assert xml.count(b"<w:sz ") == xml.count(b"<w:szCs ")

    def test_the_tables_fill_the_width_between_the_margins(self, name: str) -> None:
        read = opened(sound(name))
        widths = {s.page_width - s.left_margin - s.right_margin for s in read.sections}
        for table in read.tables:
            total = sum(int(c.get(qn("w:w"))) * 635 for c in table._tbl.tblGrid.findall(qn("w:gridCol")))
            assert any(abs(total - width) < Pt(1) for width in widths)

    def test_a_section_never_begins_with_a_table(self, name: str) -> None:
        previous = None
        for block in opened(sound(name)).element.body:
            if block.tag == qn("w:tbl"):
                assert previous is not None
                assert previous.find(f"{qn('w:pPr')}/{qn('w:sectPr')}") is None
            previous = block

    def test_a_total_never_stands_alone_on_a_page(self, name: str) -> None:
        totals = 0
        for above, row in pairwise(opened(sound(name)).element.body.iter(qn("w:tr"))):
            if "".join(row.itertext()).startswith("รวม"):
                totals += 1
                assert all(p.find(f"{qn('w:pPr')}/{qn('w:keepNext')}") is not None for p in above.iter(qn("w:p")))
        assert totals or name.startswith(TOTALS_ELSEWHERE)

    def test_digits_are_all_of_one_kind(self, name: str) -> None:
        text = "\n".join(text for _, text in text_of(sound(name)))
        assert not re.search("[0-9]", re.sub(r"\S*[A-Za-z]\S*", "", text))

    def test_nothing_of_the_host_program_is_carried_along(self, name: str) -> None:
        names = [item.partname for item in opened(sound(name)).part.package.iter_parts()]
        assert not [one for one in names if "theme" in one or "thumbnail" in one]

    def test_the_same_data_give_the_same_bytes(self, name: str) -> None:
        assert SOUND[name]() == sound(name)


@pytest.mark.parametrize("number", range(len(HOSTILE)))
@pytest.mark.parametrize("name", WITH)
def test_hostile_text_is_text(name: str, number: int) -> None:
    assert faults(hostile(name, number), typed=typed(HOSTILE[number])) == []


@pytest.mark.parametrize("name", ["plan_flat", "plan_targets", "five_year_plan", "count_summary", *PROGRESS.values()])
def test_an_amount_of_millions_fits_into_its_cell(name: str) -> None:
    """In points: a digit of TH Sarabun's bold letters is 0.454 of their size wide, a comma or a point 0.18. Where years stand side
    by side there is no room for the satang of millions."""
    amount = "99,999,999" if name in {"five_year_plan", "count_summary"} else "9,999,999.99"
    wide = sum(0.454 if letter.isdigit() else 0.18 for letter in amount)
    read, checked = opened(source(name)), 0
    for cell in read.element.body.iter(qn("w:tc")):
        text = "".join(t.text or "" for t in cell.iter(qn("w:t")))
        style = cell.p_lst[0].style
        if not re.search(r"\{\{.*(amount|planned|used)\b", text):
            continue
        size = next(s.font.size for s in based(read.styles.get_by_id(style, 1)) if s.font.size).pt
        margins = [
            int(side.get(qn("w:w"))) for side in cell.tcPr.iter(qn("w:left"), qn("w:right")) if side.get(qn("w:w"))
        ]
        room = (int(cell.tcPr.find(qn("w:tcW")).get(qn("w:w"))) - sum(margins or [108, 108])) / 20
        assert room > wide * size, text
        checked += 1
    assert checked


@pytest.mark.parametrize("name", KINDS)
def test_the_mark_of_a_tenth_item_fits_before_its_text(name: str) -> None:
    """Two digits and a bracket are 1.2 times the size of the letters wide."""
    marked = {"ListText", "TableList", "TableSmallList", "MemoItem", "Step1"}
    for style in opened(source(name)).styles:
        if style.style_id in marked:
            size = next((each.font.size for each in based(style) if each.font.size), Pt(16))
            assert -style.paragraph_format.first_line_indent > 1.2 * size, style.style_id


def based(style: ParagraphStyle) -> Iterator[ParagraphStyle]:
    """A style and those it is based on."""
    while style is not None:
        yield style
        style = style.base_style

"""What holds for every document of a plan, beside what holds for all documents (test_every_kind.py)."""

from dataclasses import replace

import pytest

from bot.documents.text import lines

from .gallery import OF_A_PLAN, THAI
from .plans import APPROVED, DRAFT, HOSTILE, empty_plan, full_plan, hostile_plan
from .structure import faults, opened, words


@pytest.mark.parametrize("kind", [kind for kind in OF_A_PLAN if kind != "counts"])  # which prints no text of an item
@pytest.mark.parametrize("text", [text for text in HOSTILE if "\t" not in text])
def test_what_was_typed_is_there(kind: str, text: str) -> None:
    read = words(OF_A_PLAN[kind](hostile_plan(text), DRAFT))
    assert [line for line in lines(text) if line.translate(THAI) not in read] == []


@pytest.mark.parametrize("kind", OF_A_PLAN)
def test_drafts_and_samples_say_so_on_every_page(kind: str) -> None:
    sample = replace(full_plan(), agency=replace(full_plan().agency, sample=True))
    for plan, issue, mark in (
        (full_plan(), DRAFT, "ร่าง ฉบับที่ ๑"),
        (sample, APPROVED, "ตัวอย่าง"),
        (full_plan(), APPROVED, ""),
    ):
        for section in opened(OF_A_PLAN[kind](plan, issue)).sections:
            first = [section.first_page_header] if section.different_first_page_header_footer else []
            assert all(header.paragraphs[0].text.endswith(f"\t{mark}") for header in (section.header, *first))


@pytest.mark.parametrize("kind", OF_A_PLAN)
def test_digits_are_the_agencys_choice(kind: str) -> None:
    arabic = replace(full_plan(), agency=replace(full_plan().agency, digits="arabic"))
    assert not set(words(OF_A_PLAN[kind](arabic, DRAFT))) & set("๐๑๒๓๔๕๖๗๘๙")


@pytest.mark.parametrize("kind", [kind for kind in OF_A_PLAN if kind != "sheet"])
def test_an_empty_plan(kind: str) -> None:
    assert faults(OF_A_PLAN[kind](empty_plan(), DRAFT)) == []

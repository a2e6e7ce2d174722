"""What holds for every document of a plan: hostile text is text, the same data give the same bytes, marks on every page."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from bot.documents import count_summary, five_year_plan, plan_flat, plan_targets, project_sheet
from bot.documents.count_summary import CountSummary
from bot.documents.five_year_plan import FiveYearPlan
from bot.documents.parts import Issue
from bot.documents.plan_flat import YearPlan
from bot.documents.project_sheet import SheetDocument
from bot.documents.text import clean, lines
from bot.domain.plan_document import WholePlan

from .plans import APPROVED, DRAFT, HOSTILE, empty_plan, full_plan, hostile_plan
from .structure import faults, opened, words

THAI = str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")

KINDS: dict[str, Callable[[WholePlan, Issue], bytes]] = {
    "plan_flat": lambda plan, issue: plan_flat.render(YearPlan(plan=plan, fiscal_year=2566, issue=issue)),
    "plan_targets": lambda plan, issue: plan_targets.render(YearPlan(plan=plan, fiscal_year=2566, issue=issue)),
    "count_summary": lambda plan, issue: count_summary.render(CountSummary(plan=plan, issue=issue)),
    "project_sheet": lambda plan, issue: project_sheet.render(
        SheetDocument(plan=plan, item=plan.items[0], issue=issue)
    ),
    "five_year_plan": lambda plan, issue: five_year_plan.render(FiveYearPlan(plan=plan, issue=issue)),
}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_text_is_text(kind: str, text: str) -> None:
    data = KINDS[kind](hostile_plan(text), DRAFT)
    expected = [line.translate(THAI) for line in lines(text)]
    assert faults(data, typed=(*expected, *clean(text).split(), *text.split())) == []
    read = words(data)
    # A summary of counts prints nobody's text but the agency's name.
    assert kind == "count_summary" or all(line in read.replace("\t", "") or "\t" in line for line in expected)
    assert opened(data).core_properties.title


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_data_give_the_same_bytes(kind: str) -> None:
    assert KINDS[kind](full_plan(), DRAFT) == KINDS[kind](full_plan(), DRAFT)
    assert KINDS[kind](full_plan(), DRAFT) != KINDS[kind](full_plan(), APPROVED)


@pytest.mark.parametrize("kind", KINDS)
def test_drafts_and_samples_say_so_on_every_page(kind: str) -> None:
    sample = replace(full_plan(), agency=replace(full_plan().agency, sample=True))
    for plan, issue, mark in (
        (full_plan(), DRAFT, "ร่าง ฉบับที่ ๑"),
        (sample, APPROVED, "ตัวอย่าง"),
        (full_plan(), APPROVED, ""),
    ):
        headers = [section.header.paragraphs[0].text for section in opened(KINDS[kind](plan, issue)).sections]
        assert all(header.endswith(f"\t{mark}") for header in headers)


@pytest.mark.parametrize("kind", KINDS)
def test_all_digits_are_of_one_kind(kind: str) -> None:
    arabic = replace(full_plan(), agency=replace(full_plan().agency, digits="arabic"))
    assert not set(words(KINDS[kind](arabic, DRAFT))) & set("๐๑๒๓๔๕๖๗๘๙")
    assert not set(words(KINDS[kind](full_plan(), DRAFT))) & set("0123456789")


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "project_sheet"])
def test_an_empty_plan(kind: str) -> None:
    assert faults(KINDS[kind](empty_plan(), DRAFT)) == []

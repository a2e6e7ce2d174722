"""What is odd in a plan's documents is found with its place and a button; a sound plan of full size has nothing odd in it."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from bot.documents import order, plan_flat
from bot.documents.order import OrderDocument
from bot.documents.plan_flat import YearPlan
from bot.domain.fiscal import Quarter, Round
from bot.domain.plan import Reason, State
from bot.domain.progress import AHEAD, SILENT, progress
from bot.domain.report import About, ReportKind
from bot.domain.sheet import ProjectSheet
from bot.reporting import odd
from bot.reporting.kinds import in_print
from bot.reporting.material import of_document
from bot.reporting.summaries import of_progress
from documents import year
from documents.plans import DRAFT, full_plan

PLAN = full_plan()
YEARS = PLAN.plan.years
LATER = date(2024, 10, 20)


def item(number: int, **changes):
    """The plan with one item changed."""
    rows = tuple(replace(each, **changes) if each.id == number else each for each in PLAN.items)
    return replace(PLAN, items=rows)


def sheet(number: int, **changes):
    sheets = {**PLAN.sheets, number: replace(PLAN.sheets[number], **changes)}
    return replace(PLAN, sheets=sheets)


def sheets(plan):
    return [found for each in plan.items for found in odd.sheet(plan, each)]


def test_a_sound_plan_has_nothing_odd():
    parts = [*odd.order(PLAN), *odd.announcement(PLAN), *odd.risks_and_goals(PLAN)]
    assert [*odd.items(PLAN, YEARS), *sheets(PLAN), *parts] == []


def test_a_memo_without_its_emblem_says_so():
    (found,) = odd.memo(year.memo(), "2567-r6_follow_up", emblem=False)
    assert (found.code, found.buttons[0].token) == ("emblem_missing", "o.emblem")
    assert [*odd.memo(year.memo(), "2567-r6_follow_up")] == []


FAULTS = {
    "item_twice": lambda: odd.items(item(2, title=PLAN.items[0].title), YEARS),
    "owner_missing": lambda: odd.items(item(1, division=""), YEARS),
    "owner_is_agency": lambda: odd.items(item(1, division=PLAN.agency.name), YEARS),
    "kind_double": lambda: odd.items(item(1, title="โครงการมาตรการส่งเสริมจริยธรรม"), YEARS),
    "kind_unlike_title": lambda: odd.items(item(1, title="มาตรการส่งเสริมจริยธรรม"), YEARS),
    "numbering": lambda: odd.items(item(1, target_group="1) ผู้บริหารและประชาชน"), YEARS),
    "outcome_is_monitoring": lambda: odd.items(item(1, outcomes=("รายงานผลรอบ 6 เดือน และ 12 เดือน",)), YEARS),
    "output_is_name": lambda: odd.items(item(1, outputs=(PLAN.items[0].title,)), YEARS),
    "output_is_monitoring": lambda: odd.items(item(1, outputs=("รายงานผล รอบ 6 เดือน",)), YEARS),
    "note_against_budget": lambda: odd.items(item(1, note="ไม่ใช้งบประมาณ"), YEARS),
    "placeholder": lambda: odd.items(item(1, title="โครงการอบรม (ระบุชื่อหน่วยงาน)"), YEARS),
    "foreign_agency": lambda: odd.items(item(1, title="โครงการอบรมบุคลากรเทศบาลตำบลหนองสะอาด"), YEARS),
    "wrong_kind": lambda: odd.items(item(1, note="ตามเทศบัญญัติงบประมาณ"), YEARS),
    "fiscal_year": lambda: odd.items(item(1, note="ประจำปีงบประมาณ พ.ศ. 2560"), YEARS),
    "drafts_left_out": lambda: odd.items(PLAN, YEARS, 2),
    "sheet_incomplete": lambda: sheets(replace(PLAN, sheets={**PLAN.sheets, 1: ProjectSheet(1)})),
    "cost_gap": lambda: sheets(sheet(1, costs=(replace(PLAN.sheets[1].costs[0], price=Decimal(1)),))),
    "mixed_digits": lambda: sheets(sheet(1, rationale=("ใช้เงิน ๒5,000 บาท",))),
    "order_missing": lambda: odd.order(replace(PLAN, order=None)),
    "order_incomplete": lambda: odd.order(replace(PLAN, order=replace(PLAN.order, number=""))),
    "announcement_missing": lambda: odd.announcement(replace(PLAN, announcement=None)),
    "announcement_incomplete": lambda: odd.announcement(
        replace(PLAN, announcement=replace(PLAN.announcement, signed_on=None))
    ),
    "risks_missing": lambda: odd.risks_and_goals(replace(PLAN, risks=())),
    "risk_unscored": lambda: odd.risks_and_goals(replace(PLAN, risks=(replace(PLAN.risks[0], issues=()),))),
    "risk_uncontrolled": lambda: odd.risks_and_goals(replace(PLAN, risks=(replace(PLAN.risks[0], controls=()),))),
    "indicators_missing": lambda: odd.risks_and_goals(replace(PLAN, indicators=())),
    "indicator_incomplete": lambda: odd.risks_and_goals(
        replace(PLAN, indicators=(replace(PLAN.indicators[0], values={2566: Decimal(1)}),))
    ),
}


@pytest.mark.parametrize("code", FAULTS)
def test_a_fault_is_found_with_a_button_to_its_place(code):
    found = [each for each in FAULTS[code]() if each.code == code]
    assert found
    assert all(each.buttons and each.buttons[0].token.startswith("o.") for each in found)


# --- what was done --------------------------------------------------------------------------------------------------------
def reported(months: int = 12, *, left: bool = False, **changes):
    """What is found when the first item's last result is changed: to be mended, or `left` so on purpose."""
    own = [result for result in year.RESULTS if result.item_id == 1]
    rest = [result for result in year.RESULTS if result.item_id != 1]
    results = [*rest, *own[:-1], *([replace(own[-1], **changes)] if changes else [])]
    found = odd.results(PLAN, results, Round(year.YEAR, months), LATER)
    return {each.code for each in found if each.kept == left}


def test_what_was_not_reported_or_does_not_fit_is_found():
    now = {each.code for each in odd.results(PLAN, year.RESULTS, Round(year.YEAR, 12), LATER)}
    assert now == {"missing_result", "over_budget"}
    assert reported(state=State.CANNOT, reason="", reason_text="") > {"reason_missing"}
    assert "reason_missing" not in reported(state=State.CANNOT, reason=Reason.STAFF)
    assert reported(state=State.DONE, outcome="") > {"result_incomplete"}
    assert reported(outcome="รายงานผลรอบ 6 เดือน") > {"outcome_is_monitoring"}
    on_purpose = {"outcome": "รายงานผลรอบ 6 เดือน", "kept": ("outcome:outcome_is_monitoring",)}
    assert "outcome_is_monitoring" not in reported(**on_purpose)
    assert reported(left=True, **on_purpose) == {"outcome_is_monitoring"}
    assert reported(done="จัดอบรมเมื่อวันที่ 5 มกราคม 2560") > {"fiscal_year"}


@pytest.mark.parametrize(
    ("field", "code", "changes"),
    [
        ("disbursed", "less_spent", {"disbursed": Decimal(1)}),
        ("disbursed", "over_budget", {"disbursed": Decimal(10**9)}),
        ("held_on", "fiscal_year", {"more": {"held_on": "2020-01-05"}}),
        ("output", "output_is_monitoring", {"output": "รอบ 6 เดือน"}),
        ("done", "no_answer", {"done": "กกกก"}),
    ],
)
def test_what_was_asked_back_stands_beside_the_rest_also_when_it_was_kept(field, code, changes):
    *before, last = [result for result in year.RESULTS if result.item_id == 19]
    for kept in ((), (f"{field}:{code}",)):
        results = [*before, replace(last, **changes, kept=kept)]
        found = odd.results(PLAN, results, Round(year.YEAR, 12), LATER)
        assert [each.kept for each in found if each.code == code] == [bool(kept)]


def test_what_officers_write_around_the_data_is_read_too():
    words = ("ตามที่เทศบาลตำบลบ้านไกลได้รายงาน",)
    noted = odd.results(PLAN, (), Round(year.YEAR, 6), date(2023, 9, 30), noted=words)
    memo = odd.memo(year.memo(background=words), "2567-r6_follow_up")
    found = [(each.code, each.buttons[0].token) for each in (*noted, *memo)]
    assert found == [
        ("foreign_agency", "o.round_note.2567-r6"),
        ("foreign_agency", "o.memo.2567-r6_follow_up"),
    ]


def test_nobody_is_asked_for_what_has_not_begun():
    none = odd.results(PLAN, (), Round(year.YEAR, 12), date(2023, 9, 30))
    assert list(none) == []
    early = list(odd.results(PLAN, (), Round(year.YEAR, 12), date(2023, 10, 5)))
    assert early and all(each.buttons[0].token.endswith(".2567-1") for each in early)


@pytest.mark.parametrize("day", [date(2023, 10, 5), LATER])
def test_the_summary_counts_as_unreported_what_is_asked_for(day):
    round_, first = Round(year.YEAR, 12), year.told(1, 1, State.NOT_STARTED)
    begun = Quarter.of(min(day, round_.last_day))  # the board and an item's card go by this rule
    expected = [each for each in PLAN.items[1:] if each.active_in(year.YEAR) and each.begun_in(begun)]
    asked = len([each for each in odd.results(PLAN, (first,), round_, day) if each.code == "missing_result"])
    line, *_ = of_progress(progress(PLAN.items, (first,), round_), day)
    counts = dict(part.rsplit(" ", 1) for part in line.partition(": ")[2].split(", "))
    assert asked == len(expected)
    assert (counts["ยังไม่ดำเนินการ"], counts[SILENT]) == ("1", str(asked))
    assert line.startswith(f"{sum(map(int, counts.values()))} รายการ: ")
    assert (AHEAD in counts) == (day < LATER)


# --- the finished document --------------------------------------------------------------------------------------------------
def test_what_stands_in_print_is_read_once_more():
    sound = YearPlan(plan=PLAN, fiscal_year=2567, issue=DRAFT)
    span = (date(2023, 10, 1), date(2024, 9, 30))
    material = of_document(ReportKind.PLAN_FLAT, About(2567), PLAN.agency, sound, lambda today: [], span)
    assert in_print(plan_flat.render(sound), material, []) == []
    copied = replace(PLAN, order=replace(PLAN.order, reasons=("ด้วยเทศบาลตำบลหนองสะอาด จะจัดทำแผน",)))
    made = order.render(OrderDocument(plan=copied, issue=DRAFT))
    found = in_print(made, material, [])
    assert [each.code for each in found] == ["foreign_agency"]
    assert in_print(made, material, list(odd.order(copied))) == []  # what the data told already is not told twice

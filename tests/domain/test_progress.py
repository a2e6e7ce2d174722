"""Counts, sums and score of a plan's year: examples, and what must hold whatever was recorded."""

from collections import Counter
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.fiscal import Quarter, Round
from bot.domain.plan import ItemKind, ItemYear, PlanItem, QuarterResult, Reason, State
from bot.domain.progress import percent, progress, summary

YEAR = 2569


def item(number: int = 1, amount: str = "0", *, active: bool = True) -> PlanItem:
    return PlanItem(
        id=number,
        plan_id=1,
        status="active",
        seq=number,
        mission="1.1",
        sub_mission="1.1.1",
        kind=ItemKind.PROJECT,
        title=f"โครงการ {number}",
        target_group="",
        first_day=date(2025, 10, 1),
        last_day=date(2026, 9, 30),
        division_id=1,
        division="สำนักปลัด",
        officer_id=None,
        outputs=(),
        outcomes=(),
        version=1,
        years={YEAR: ItemYear(active, Decimal(amount))},
    )


def result(item_id: int, quarter: int, state: State, disbursed: str | None = None, **more: object) -> QuarterResult:
    given = QuarterResult(
        id=10 * item_id + quarter,
        item_id=item_id,
        quarter=Quarter(YEAR, quarter),
        state=state,
        reason="",
        reason_text="",
        done="",
        disbursed=None if disbursed is None else Decimal(disbursed),
        output="",
        outcome="",
        more={},
        media=(),
        version=1,
    )
    return replace(given, **more)  # type: ignore[arg-type]


SIX, TWELVE = Round(YEAR, 6), Round(YEAR, 12)


class TestItem:
    def test_without_a_report_it_has_not_been_started(self) -> None:
        (one,) = progress([item(amount="5000")], [], SIX)
        assert (one.state, one.used, one.used_percent, one.done, one.why) == (State.NOT_STARTED, 0, 0, (), "")

    def test_the_last_quarter_of_the_round_counts(self) -> None:
        results = [
            result(1, 3, State.DONE, "9000"),
            result(1, 2, State.IN_PROGRESS, "4000.50"),
            result(1, 1, State.NOT_STARTED),
        ]
        (six,), (twelve,) = (progress([item(amount="10000")], results, round_) for round_ in (SIX, TWELVE))
        assert (six.state, six.used, six.used_percent) == (State.IN_PROGRESS, Decimal("4000.50"), Decimal("40.01"))
        assert (twelve.state, twelve.used, twelve.used_percent) == (State.DONE, 9000, 90)

    def test_money_is_told_so_far_not_by_quarter(self) -> None:
        results = [
            result(1, 1, State.IN_PROGRESS, "3000"),
            result(1, 2, State.IN_PROGRESS, "3000"),
            result(1, 3, State.DONE),
        ]
        (one,) = progress([item(amount="10000")], results, TWELVE)
        assert one.used == 3000

    def test_money_without_a_budget_has_no_percent(self) -> None:
        (one,) = progress([item()], [result(1, 1, State.DONE, "100")], SIX)
        assert (one.used, one.used_percent) == (100, None)

    def test_more_than_planned_is_told_as_it_is(self) -> None:
        (one,) = progress([item(amount="100")], [result(1, 1, State.DONE, "150")], SIX)
        assert one.used_percent == 150

    def test_what_was_done_is_told_by_quarter_and_not_twice(self) -> None:
        results = [
            result(1, 1, State.IN_PROGRESS, done="ประชุม"),
            result(1, 2, State.IN_PROGRESS, done=" ประชุม "),
            result(1, 3, State.IN_PROGRESS, done=""),
            result(1, 4, State.DONE, done="อบรม"),
        ]
        (one,) = progress([item()], results, TWELVE)
        assert one.done == ((Quarter(YEAR, 1), "ประชุม"), (Quarter(YEAR, 4), "อบรม"))

    def test_output_and_outcome_are_the_last_told(self) -> None:
        results = [
            result(1, 2, State.IN_PROGRESS, output="1 รุ่น", outcome="รู้มากขึ้น"),
            result(1, 4, State.DONE, output="2 รุ่น", outcome="  "),
        ]
        (one,) = progress([item()], results, TWELVE)
        assert (one.output, one.outcome) == ("2 รุ่น", "รู้มากขึ้น")

    @pytest.mark.parametrize(
        ("reason", "text", "printed"),
        [
            (Reason.NO_BUDGET, "", "ไม่ได้รับงบประมาณ"),
            (Reason.OTHER, "น้ำท่วม", "น้ำท่วม"),
            (Reason.STAFF, "ลาออก 1 คน", "บุคลากรไม่เพียงพอ ลาออก 1 คน"),
            ("", "", ""),
        ],
    )
    def test_why_it_cannot_be_done(self, reason: str, text: str, printed: str) -> None:
        (one,) = progress([item()], [result(1, 1, State.CANNOT, reason=reason, reason_text=text)], SIX)
        assert one.why == printed

    def test_optional_answers_are_kept_apart_by_quarter(self) -> None:
        results = [
            result(1, 1, State.IN_PROGRESS, more={"problems": "คนน้อย", "place": "ศาลา"}),
            result(1, 2, State.IN_PROGRESS, more={"problems": "คนน้อย", "place": None}),
            result(1, 3, State.IN_PROGRESS, more={"problems": "ฝนตก"}),
        ]
        (one,) = progress([item()], results, TWELVE)
        assert one.told("problems") == ("คนน้อย", "ฝนตก")
        assert (one.last("place"), one.last("link")) == ("ศาลา", None)


class TestSummary:
    def test_counts_sums_and_score(self) -> None:
        states = [State.DONE] * 2 + [State.IN_PROGRESS] * 3 + [State.CANNOT] + [State.NOT_STARTED]
        found = progress(
            [item(number, "1000") for number in range(8)],
            [result(number, 1, state, "250") for number, state in enumerate(states)],
            SIX,
        )
        told = summary(found)
        assert dict(told.counts) == {
            State.NOT_STARTED: 2,
            State.IN_PROGRESS: 3,
            State.DONE: 2,
            State.CANNOT: 1,
        }
        assert (told.items, told.reported) == (8, 7)
        assert (told.planned, told.used, told.used_percent) == (8000, 1750, Decimal("21.88"))
        assert told.score == Decimal("43.75")
        assert [told.share(state) for state in State] == [25, Decimal("37.50"), 25, Decimal("12.50")]

    def test_nothing_has_no_score(self) -> None:
        told = summary(())
        assert (told.items, told.score, told.used_percent, told.share(State.DONE)) == (0, None, None, None)

    def test_what_is_not_done_this_year_is_not_in_the_year(self) -> None:
        assert progress([item(1, active=False)], [result(1, 1, State.DONE)], SIX) == ()

    def test_results_of_other_years_do_not_count(self) -> None:
        other = replace(result(1, 1, State.DONE), quarter=Quarter(YEAR - 1, 1))
        (one,) = progress([item()], [other], SIX)
        assert one.results == ()

    def test_two_results_of_one_quarter_are_refused(self) -> None:
        with pytest.raises(ValueError, match="quarter"):
            progress([item()], [result(1, 1, State.DONE), result(1, 1, State.CANNOT)], SIX)

    def test_half_a_hundredth_is_rounded_up(self) -> None:
        assert percent(1, 8) == Decimal("12.50")
        assert percent(Decimal("0.125"), 100) == Decimal("0.13")


STATES = st.sampled_from(State)
RECORDED = st.dictionaries(
    st.tuples(st.integers(1, 12), st.integers(1, 4)),
    st.tuples(STATES, st.none() | st.decimals(0, 10**7, places=2)),
    max_size=30,
)
AMOUNTS = st.lists(st.decimals(0, 10**7, places=2), max_size=12)


@given(AMOUNTS, RECORDED, st.sampled_from((3, 6, 9, 12)))
def test_whatever_was_recorded(
    amounts: list[Decimal], recorded: dict[tuple[int, int], tuple[State, Decimal | None]], months: int
) -> None:
    items = [item(number, str(amount)) for number, amount in enumerate(amounts, 1)]
    results = [
        replace(result(number, quarter, state), disbursed=disbursed)
        for (number, quarter), (state, disbursed) in recorded.items()
    ]
    found = progress(items, results, Round(YEAR, months))
    told = summary(found)
    assert [one.item for one in found] == items
    assert dict(told.counts) == dict.fromkeys(State, 0) | Counter(one.state for one in found)
    assert told.items == len(items)
    assert told.planned == sum(amounts)
    assert told.used == sum(one.used for one in found)
    assert told.reported <= told.items
    if items:
        assert told.score is not None
        assert 0 <= told.score <= 100
        exact = (told.counts[State.DONE] + Decimal(told.counts[State.IN_PROGRESS]) / 2) * 100 / len(items)
        assert abs(told.score - exact) <= Decimal("0.005")
        shares = [told.share(state) or Decimal(0) for state in State]
        assert abs(sum(shares) - 100) <= Decimal("0.02")
    assert progress(items, reversed(results), Round(YEAR, months)) == found
    parts = summary(found[::2]), summary(found[1::2])
    assert {state: sum(part.counts[state] for part in parts) for state in State} == dict(told.counts)
    assert sum(part.used for part in parts) == told.used

"""How far a plan's year has come at the end of a round: state and money of every item, counts, sums and the NACC score.

One place for these numbers, so that table, summary, chart and memo cannot differ. An item counts once, whether anything was
reported or not. What was recorded later than the round does not count in it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from types import MappingProxyType
from typing import Any, Final

from bot.domain.fiscal import Quarter, Round
from bot.domain.plan import PlanItem, QuarterResult, Reason, State

SCORE: Final[Mapping[State, Decimal]] = MappingProxyType(
    {State.DONE: Decimal(1), State.IN_PROGRESS: Decimal("0.5"), State.NOT_STARTED: Decimal(0), State.CANNOT: Decimal(0)}
)
"""What an item in a state is worth to the NACC, of one."""
SILENT: Final = "ยังไม่บันทึกผล"
"""What is said of a result that is asked for and not there, on cards and in counts."""
AHEAD: Final = "ยังไม่ถึงช่วงดำเนินการ"
"""What is said until then."""
_HUNDREDTH: Final = Decimal("0.01")


def percent(part: Decimal | int, whole: Decimal | int) -> Decimal | None:
    """A part in percent with two decimals; None of nothing."""
    return (Decimal(part) * 100 / Decimal(whole)).quantize(_HUNDREDTH, ROUND_HALF_UP) if whole else None


@dataclass(frozen=True, slots=True)
class ItemProgress:
    """One item of the plan at the end of a round."""

    item: PlanItem
    round: Round
    results: tuple[QuarterResult, ...]
    """What was recorded in the round's quarters, in their order."""

    @property
    def state(self) -> State:
        """As last recorded; what nobody has reported on has not been started."""
        return self.results[-1].state if self.results else State.NOT_STARTED

    def due(self, today: date) -> bool:
        """Whether its time comes in one of the round's quarters that have begun by a day: until then nobody is asked for a
        result, on the board, in reminders or here."""
        return any(quarter.first_day <= today and self.item.begun_in(quarter) for quarter in self.round.quarters)

    @property
    def planned(self) -> Decimal:
        """Baht in the plan for the year."""
        return self.item.amount(self.round.fiscal_year)

    @property
    def used(self) -> Decimal:
        """Baht spent since the year began: officers are asked what has been spent so far, so the last answer is all of it."""
        return next((result.disbursed for result in reversed(self.results) if result.disbursed is not None), Decimal(0))

    @property
    def used_percent(self) -> Decimal | None:
        """Of what is planned; None where nothing is."""
        return percent(self.used, self.planned)

    @property
    def done(self) -> tuple[tuple[Quarter, str], ...]:
        """What was done, by quarter; a text that only repeats the one before says nothing new."""
        told: list[tuple[Quarter, str]] = []
        for result in self.results:
            if result.done.strip() and (not told or result.done.strip() != told[-1][1]):
                told.append((result.quarter, result.done.strip()))
        return tuple(told)

    @property
    def output(self) -> str:
        return self._last(result.output for result in self.results)

    @property
    def outcome(self) -> str:
        return self._last(result.outcome for result in self.results)

    @property
    def why(self) -> str:
        """Why it cannot be done."""
        if self.state is not State.CANNOT:
            return ""
        last = self.results[-1]
        known = Reason(last.reason).label if last.reason and last.reason != Reason.OTHER else ""
        return " ".join(text for text in (known, last.reason_text.strip()) if text)

    def told(self, key: str) -> tuple[str, ...]:
        """The different answers to an optional question of the quarters: problems, suggestions …"""
        answers = (str(result.more.get(key) or "").strip() for result in self.results)
        return tuple(dict.fromkeys(answer for answer in answers if answer))

    def last(self, key: str) -> Any:
        """The last answer to an optional question, if there is one."""
        return next((result.more[key] for result in reversed(self.results) if result.more.get(key) is not None), None)

    @staticmethod
    def _last(texts: Iterable[str]) -> str:
        return next((text for text in reversed(list(texts)) if text.strip()), "")


@dataclass(frozen=True, slots=True)
class Summary:
    """Counts, money and score of some items."""

    counts: Mapping[State, int]
    """Every state, also those in which no item is."""
    planned: Decimal
    used: Decimal
    reported: int
    """Items somebody has reported on."""

    @property
    def items(self) -> int:
        return sum(self.counts.values())

    def share(self, state: State) -> Decimal | None:
        """Items in a state, in percent of all."""
        return percent(self.counts[state], self.items)

    @property
    def used_percent(self) -> Decimal | None:
        return percent(self.used, self.planned)

    @property
    def score(self) -> Decimal | None:
        """NACC score in percent: (done × 1 + in progress × 0.5 + cannot × 0) / items; None without items."""
        return percent(sum((SCORE[state] * count for state, count in self.counts.items()), Decimal(0)), self.items)


def summary(items: Iterable[ItemProgress]) -> Summary:
    """Count and add up."""
    found = list(items)
    states = [one.state for one in found]
    return Summary(
        counts=MappingProxyType({state: states.count(state) for state in State}),
        planned=sum((one.planned for one in found), Decimal(0)),
        used=sum((one.used for one in found), Decimal(0)),
        reported=sum(bool(one.results) for one in found),
    )


def progress(items: Iterable[PlanItem], results: Iterable[QuarterResult], round_: Round) -> tuple[ItemProgress, ...]:
    """Every item that is to be done in the year, once, in the order given, with what was recorded for it in the round.

    Two results of one item and quarter are a ValueError: it would not be known which counts.
    """
    of_item: dict[int, list[QuarterResult]] = {}
    quarters = round_.quarters
    for result in results:
        if result.quarter in quarters:
            of_item.setdefault(result.item_id, []).append(result)
    found = [item for item in items if item.active_in(round_.fiscal_year)]
    return tuple(ItemProgress(item, round_, _in_order(of_item.get(item.id, ()))) for item in found)


def _in_order(results: Sequence[QuarterResult]) -> tuple[QuarterResult, ...]:
    if len({result.quarter for result in results}) < len(results):
        raise ValueError("two results of one item and quarter")
    return tuple(sorted(results, key=lambda result: result.quarter))

"""A division head's word for what was recorded of the division's items in a quarter, before it stands in a report.

It holds for what was seen: whatever is changed afterwards waits to be looked at again.
"""

from dataclasses import dataclass, replace

from bot.domain.fiscal import Quarter
from bot.domain.parts import stamp
from bot.domain.plan import QuarterResult


def seal(result: QuarterResult) -> str:
    """A mark of all that a result says."""
    return stamp(replace(result, version=0))


@dataclass(frozen=True, slots=True)
class ToCheck:
    """A result that waits to be looked at."""

    result_id: int
    item_id: int
    title: str
    seal: str
    doubts: tuple[str, ...]
    """What should be looked at in it, also what who reported left so on purpose."""
    again: bool
    """Whether it was changed after it had been looked at."""


@dataclass(frozen=True, slots=True)
class Checkable:
    """The results of a quarter that are somebody's to look at."""

    quarter: Quarter
    waiting: tuple[ToCheck, ...]
    checked: int
    """How many are done with."""

    @property
    def clean(self) -> tuple[ToCheck, ...]:
        return tuple(one for one in self.waiting if not one.doubts)

    @property
    def doubtful(self) -> tuple[ToCheck, ...]:
        return tuple(one for one in self.waiting if one.doubts)

    @property
    def mark(self) -> str:
        """Names what one tap approves, so that nothing unseen is."""
        return stamp([one.seal for one in self.clean])


@dataclass(frozen=True, slots=True)
class CheckResults:
    """Approve what is clean of a quarter as it was seen."""

    quarter: Quarter
    mark: str


@dataclass(frozen=True, slots=True)
class CheckResult:
    """Approve one result as it was seen."""

    quarter: Quarter
    result_id: int
    seal: str


@dataclass(frozen=True, slots=True)
class UndoCheck:
    """Take back what was approved by one tap."""

    batch: int


@dataclass(frozen=True, slots=True)
class ResultsChecked:
    quarter: Quarter
    titles: tuple[str, ...]
    batch: int
    undone: bool = False

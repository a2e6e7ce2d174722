"""Divisions (กอง, สำนัก) of an agency: what they hold, and how they are named, joined and removed."""

from collections.abc import Iterable
from dataclasses import dataclass

from bot.domain.agency_form import line
from bot.problems import Problem
from bot.thai import clean


@dataclass(frozen=True, slots=True)
class Division:
    """A division with what it holds at present."""

    id: int
    name: str
    telephone: str
    people: int
    items: int
    measures: int
    used: bool
    """Whether anything names it, also what was deleted and people who have left."""

    @property
    def holds(self) -> str:
        """What it holds, in words; nothing when it holds nothing at present."""
        counts = {"คน": self.people, "โครงการ": self.items, "มาตรการ": self.measures}
        return " ".join(f"{what} {count}" for what, count in counts.items() if count)


def named(name: str, others: Iterable[str]) -> str:
    """The name of a division as it is kept; another one of that name is refused."""
    found = line("division", name)
    if "".join(found.split()) in {"".join(other.split()) for other in others}:
        raise Problem("division_there", name=found)
    return found


def telephone(text: str) -> str:
    """A number as memos print it."""
    return " ".join(clean(text).split())


def place_of(gone: Division, into: Division | None, count: int) -> None:
    """Refuse to remove the last of so many divisions, or one that is named without saying by which other one."""
    if count == 1:
        raise Problem("division_last")
    if into == gone or (gone.used and into is None):
        raise Problem("division_used", name=gone.name)


@dataclass(frozen=True, slots=True)
class SaveDivision:
    """Add a division, or change one's name and telephone. `stamp` is the mark of what was seen."""

    division_id: int | None
    name: str
    telephone: str
    stamp: str = ""


@dataclass(frozen=True, slots=True)
class DivisionSaved:
    division: Division
    new: bool


@dataclass(frozen=True, slots=True)
class DropDivision:
    """Remove a division. Whatever names it goes over to another one; only what nothing names can go without."""

    division_id: int
    into_id: int | None = None


@dataclass(frozen=True, slots=True)
class DivisionDropped:
    division: Division
    into: Division | None

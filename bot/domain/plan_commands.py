"""Commands and events of what the plan holds beside its items' rows: sheets, lists, order of the items, the agency's settings.

`stamp` is the mark of what was seen (`bot.domain.parts.stamp`); what was changed since is not written over. A `change_id` is
the audit's row of a change that can be undone.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.domain.agency import Agency
from bot.domain.paperwork import Paperwork
from bot.domain.parts import Part
from bot.domain.report import About


@dataclass(frozen=True, slots=True)
class SaveSection:
    """Write one section of an item's project sheet; None clears it."""

    item_id: int
    section: str
    value: Any
    stamp: str


@dataclass(frozen=True, slots=True)
class SectionSaved:
    item_id: int
    title: str
    section: str
    cleared: bool
    missing: tuple[str, ...]
    """Sections that are still empty."""
    change_id: int


@dataclass(frozen=True, slots=True)
class CopySheet:
    """Fill the empty sections of an item's sheet with those of another item's."""

    item_id: int
    from_id: int


@dataclass(frozen=True, slots=True)
class SheetCopied:
    item_id: int
    title: str
    source: str
    sections: tuple[str, ...]
    missing: tuple[str, ...]
    change_id: int


@dataclass(frozen=True, slots=True)
class MoveItem:
    """Put an item at a place (from 1) among those of its mission and sub-mission."""

    item_id: int
    place: int


@dataclass(frozen=True, slots=True)
class ItemMoved:
    item_id: int
    title: str
    place: int
    before: int
    last: int


@dataclass(frozen=True, slots=True)
class StartPlan:
    """Begin the plan of the period there is none for yet."""


@dataclass(frozen=True, slots=True)
class PlanStarted:
    years: range


@dataclass(frozen=True, slots=True)
class AssignItem:
    """Give an item to one person who reports it, or (None) to all officers of its division; `before` had it until now."""

    item_id: int
    officer_id: int | None
    before: int | None


@dataclass(frozen=True, slots=True)
class ItemAssigned:
    item_id: int
    title: str
    name: str
    """Of who reports it; nothing where its division does."""
    change_id: int


@dataclass(frozen=True, slots=True)
class SaveRow:
    """Add a row to a part of the plan (`place` None), change the one at a place, or take it out (`row` None)."""

    part: Part
    place: int | None
    row: Any
    stamp: str = ""


@dataclass(frozen=True, slots=True)
class RowSaved:
    part: Part
    place: int
    row: Any
    """As it is now; as it was, where it was taken out."""
    new: bool
    removed: bool
    change_id: int


@dataclass(frozen=True, slots=True)
class SavePaperwork:
    """Write what a memo, a round's report or the documents of an ITA year say besides their data; nothing forgets it."""

    what: Paperwork
    about: About
    says: Mapping[str, Any]
    """Its fields; what is left out is not said."""
    stamp: str


@dataclass(frozen=True, slots=True)
class PaperworkSaved:
    what: Paperwork
    about: About
    forgotten: bool
    change_id: int


@dataclass(frozen=True, slots=True)
class SaveAgency:
    """Change the name, kind or place of one's agency, the digits of its documents, or whose word they need."""

    changes: Mapping[str, Any]
    stamp: str


@dataclass(frozen=True, slots=True)
class AgencySaved:
    agency: Agency
    without_heads: bool = False
    """Whether its new chain has a level of heads, and no head is there."""


@dataclass(frozen=True, slots=True)
class SaveEmblem:
    """Make a photo the emblem of one's agency; None lets it have none."""

    media_id: int | None


@dataclass(frozen=True, slots=True)
class EmblemSaved:
    removed: bool
    pending: bool
    change_id: int


@dataclass(frozen=True, slots=True)
class Undo:
    """Put back what a change took away, unless it was changed again since."""

    change_id: int


@dataclass(frozen=True, slots=True)
class Undone:
    what: str
    """ "sheet", "sheet.<section>", a part, paperwork, "officer" or "emblem"."""
    subject_id: int
    about: About | None = None
    """Of paperwork."""

"""Templates of an agency and documents as pages: what people ask for, and what then happened."""

from dataclasses import dataclass
from datetime import datetime

from bot.domain.history import AskHistory
from bot.domain.report import Report, ReportKind
from bot.domain.verification import VerifyFile


@dataclass(frozen=True, slots=True)
class ShowTemplate:
    """Send the template that documents of a kind are made with."""

    kind: ReportKind


@dataclass(frozen=True, slots=True)
class Earlier:
    """A template that can be gone back to."""

    id: int
    """Of the history; 0 is the product's own."""
    version: int


@dataclass(frozen=True, slots=True)
class TemplateShown:
    kind: ReportKind
    file: tuple[str, str, int]
    """Id, name and size."""
    version: int
    """0 is the product's own that was never changed."""
    own: bool
    """Whether it is the agency's."""
    by: str
    since: datetime | None
    earlier: Earlier | None


@dataclass(frozen=True, slots=True)
class ChangeTemplate:
    """Have a changed template looked at, and use it if nothing is wrong with it."""

    kind: ReportKind
    media_id: int


@dataclass(frozen=True, slots=True)
class UseTemplate:
    """Go back to a template that was used before; 0 is the product's own."""

    kind: ReportKind
    id: int


@dataclass(frozen=True, slots=True)
class TemplateUsed:
    kind: ReportKind
    version: int
    own: bool
    before: int
    """What was used until now, as `UseTemplate` names it."""


@dataclass(frozen=True, slots=True)
class LookAt:
    """Show some pages of a report."""

    report_id: int
    first: int = 1


@dataclass(frozen=True, slots=True)
class Waited:
    """Slow work was asked for."""

    errand_id: int
    what: ReportKind | Report | AskHistory | VerifyFile
    """The kind whose template is looked at, the report that is shown, whose history is made a document, or the file that is
    compared."""

"""What happened to an item, a measure, a result or a report: who did what, when, through which channel."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from bot.domain.fiscal import Period

SYSTEM: Final = "system"
"""The role of what was done by nobody's order."""


@dataclass(frozen=True, slots=True)
class Happened:
    """One thing that was done."""

    at: datetime
    name: str
    """Who did it; empty when the name is no longer kept."""
    role: str
    """As what, at that time."""
    channel: str
    act: str
    """ "what:did", as the audit has it without the role."""
    details: Mapping[str, Any] = field(default_factory=dict)
    period: Period | None = None
    """Of a result."""


@dataclass(frozen=True, slots=True)
class AskHistory:
    """Send the history of something as a document."""

    what: str
    """item | measure | result | report"""
    id: int

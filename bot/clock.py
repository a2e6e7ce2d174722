"""Time as a port: everything asks this clock, so that a test or a sample agency can move it."""

from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    """Tells the time."""

    def now(self) -> datetime:
        """The instant it is (aware)."""


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """The instant it is, in UTC."""
        return datetime.now(UTC)


class SetClock:
    """A clock that stands where it was set (stories, tests)."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def now(self) -> datetime:
        """Where it stands."""
        return self.at

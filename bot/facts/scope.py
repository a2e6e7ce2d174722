"""Whose facts: the person who is acting, and the agency that none of them leaves."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from bot.domain.agency import Act, Person, may
from storage.people import Acting


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose facts, and when."""

    connection: Connection
    acting: Acting
    now: datetime

    @property
    def person(self) -> Person:
        return self.acting.person

    @property
    def agency_id(self) -> int:
        return self.acting.person.agency.id

    @property
    def own_division(self) -> int | None:
        """The division a person is limited to when recording, None for the whole agency."""
        return None if may(self.person, Act.RECORD_RESULT, division_id=None) else self.person.division_id

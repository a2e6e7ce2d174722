"""Whose duty it is: a result that is missing, and who is to record it."""

from collections.abc import Iterable
from dataclasses import dataclass

from bot.domain.agency import Act, Person, Role, may
from bot.domain.fiscal import Period


@dataclass(frozen=True, slots=True)
class Duty:
    """A result that somebody is still to record: of a plan item in a quarter, of a measure in a round."""

    agency_id: int
    period: Period
    id: int
    """Of the plan item or the measure."""
    title: str
    division_id: int | None
    officer_id: int | None = None


def whose(duty: Duty, people: Iterable[Person]) -> tuple[Person, ...]:
    """The officer it is given to, else the officers of its division, else the plan owners; always somebody who may."""
    able = [person for person in people if may(person, Act.RECORD_RESULT, division_id=duty.division_id)]
    return (
        tuple(person for person in able if person.id == duty.officer_id)
        or tuple(person for person in able if person.role is Role.OFFICER)
        or tuple(person for person in able if person.role is Role.PLAN_OWNER)
    )

"""Whose duty it is: a result that is missing, and who is to record it."""

from collections.abc import Iterable
from dataclasses import dataclass

from bot.domain.agency import Act, Person, Role, may
from bot.domain.fiscal import Period, Quarter


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

    @property
    def recorded_by(self) -> str:
        """The dialog that records it with what it is opened for, as buttons name it."""
        dialog = "record_result" if isinstance(self.period, Quarter) else "record_measure"
        return f"{dialog}.{self.id}.{self.period.code}"

    def stands_in(self, person: Person) -> bool:
        """Whether it is a plan owner's only because there is no officer for it."""
        return person.role is Role.PLAN_OWNER and self.officer_id != person.id


def whose(duty: Duty, people: Iterable[Person]) -> tuple[Person, ...]:
    """The officer it is given to, else the officers of its division, else the plan owners; always somebody who may."""
    found = able(duty.division_id, people)
    return (
        tuple(person for person in found if person.id == duty.officer_id)
        or tuple(person for person in found if person.role is Role.OFFICER)
        or tuple(person for person in found if person.role is Role.PLAN_OWNER)
    )


def able(division_id: int | None, people: Iterable[Person]) -> list[Person]:
    """Those who may record what belongs to a division."""
    return [person for person in people if may(person, Act.RECORD_RESULT, division_id=division_id)]

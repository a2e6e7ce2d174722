"""Whose duty a missing result is."""

from bot.domain.agency import Agency, Person, Role
from bot.domain.duty import Duty, whose
from bot.domain.fiscal import Quarter

AGENCY = Agency(1, "เทศบาลตำบลน้ำใจงาม", "tambon_municipality")
PEOPLE = [
    Person(n, AGENCY, division, f"คนที่ {n}", "", role)
    for n, division, role in (
        (1, 1, Role.OFFICER),
        (2, 1, Role.OFFICER),
        (3, 2, Role.OFFICER),
        (4, 1, Role.DIVISION_HEAD),
        (5, 1, Role.PLAN_OWNER),
        (6, None, Role.CLERK),
    )
]


def who(division_id: int | None, officer_id: int | None, people: list[Person] = PEOPLE) -> list[int]:
    duty = Duty(1, Quarter(2570, 1), 9, "โครงการ", division_id, officer_id)
    return [person.id for person in whose(duty, people)]


def test_the_officer_it_is_given_to():
    assert who(1, 2) == [2]


def test_else_the_officers_of_the_division():
    assert who(1, None) == [1, 2]
    assert who(1, 77) == [1, 2]  # who it was given to is gone


def test_else_the_plan_owner():
    assert who(3, None) == who(None, None) == [5]
    assert who(None, 5) == [5]


def test_who_may_not_record_it_is_not_asked_for_it():
    assert who(1, 3) == [1, 2]  # of another division
    assert who(1, 6) == [1, 2]  # the clerk approves
    assert who(1, None, [PEOPLE[3], PEOPLE[5]]) == []

"""The chain of approval: whose word a document needs, one level after the other, and how far a version has come.

An agency's chain has one to three levels: the heads of divisions, the clerk, the mayor. What a version has to pass is fixed
when it is submitted (its steps); what was decided is only ever added to, and an undo takes back what one person decided at
one level. Heads decide side by side: each of a division that has something in the document.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any, Final, Self

from bot.domain.agency import Agency, Person, Role

UNDO_FOR: Final = timedelta(hours=24)
"""How long the last word can be taken back."""


NAMED: Final = 3
"""Divisions whose heads are named; of more their number is told."""


@dataclass(frozen=True, slots=True)
class Post:
    """Somebody's place in the chain; of heads with the division."""

    role: Role
    division_id: int | None = None

    @property
    def code(self) -> str:
        """Stable text for buttons and answers."""
        return self.role.value if self.division_id is None else f"{self.role.value}-{self.division_id}"

    @classmethod
    def parse(cls, code: str) -> Self:
        """What `code` wrote."""
        role, _, division = code.partition("-")
        return cls(Role(role), int(division) if division else None)


def own_post(person: Person) -> Post:
    """The place a person's role gives."""
    return Post(person.role, person.division_id if person.role is Role.DIVISION_HEAD else None)


def office(agency: Agency, post: Post, division: str = "") -> str:
    """What a post is called after "รักษาราชการแทน"."""
    titles = {Role.CLERK: agency.clerk_title, Role.MAYOR: agency.mayor_title}
    return titles.get(post.role) or label(post.role, [division])


@dataclass(frozen=True, slots=True)
class Holder:
    """Somebody whose word counts for a post today: who has it, or an acting officer."""

    post: Post
    person_id: int
    reached: bool
    """Whether messages get to this person."""
    acting: bool = False


@dataclass(frozen=True, slots=True)
class ActingOfficer:
    """Who decides in the place of a post for some days (ผู้รักษาราชการแทน)."""

    id: int
    post: Post
    person_id: int
    name: str
    first_day: date
    last_day: date
    office: str = ""
    """What the post is called."""


@dataclass(frozen=True, slots=True)
class Step:
    """A level of the chain as one version has to pass it."""

    role: Role
    divisions: tuple[tuple[int, str], ...] = ()
    """Number and name of the divisions whose heads all have to approve."""
    without: tuple[str, ...] = ()
    """Names of divisions that have something in the document and no head to ask."""
    skipped: bool = False
    """Nobody could be asked."""

    @property
    def posts(self) -> tuple[Post, ...]:
        if self.role is Role.DIVISION_HEAD:
            return tuple(Post(self.role, number) for number, _ in self.divisions)
        return (Post(self.role),)

    @property
    def label(self) -> str:
        """Whom it asks, in words."""
        return label(self.role, [name for _, name in self.divisions])

    def dump(self) -> dict[str, Any]:
        """As plain data, without what is as usual."""
        found: dict[str, Any] = {"role": self.role.value}
        found |= {"divisions": [list(each) for each in self.divisions]} if self.divisions else {}
        found |= {"without": list(self.without)} if self.without else {}
        return found | ({"skipped": True} if self.skipped else {})

    @classmethod
    def load(cls, data: Mapping[str, Any]) -> Self:
        divisions = tuple((number, name) for number, name in data.get("divisions", ()))
        return cls(Role(data["role"]), divisions, tuple(data.get("without", ())), data.get("skipped", False))


def label(role: Role, divisions: Collection[str] = ()) -> str:
    """A level in words; of heads with their divisions."""
    if role is not Role.DIVISION_HEAD:
        return role.label
    if len(divisions) > NAMED:
        return f"หัวหน้ากอง {len(divisions)} กอง"
    return " และ".join(f"หัวหน้า{name}" for name in divisions) or "หัวหน้ากอง"


@dataclass(frozen=True, slots=True)
class Decision:
    """One thing somebody decided about a version: submit, approve, return, undo, skip."""

    act: str
    level: int
    """Counted from 1, in the steps of the version."""
    person_id: int
    name: str
    position: str
    """As it was then."""
    acting_for: str
    """The post filled for the time being; empty for who holds it."""
    division_id: int | None
    """Whose head's word it is."""
    at: datetime
    reason: str = ""


def standing(decisions: Iterable[Decision]) -> tuple[Decision, ...]:
    """The approvals and the return that hold: a submission begins anew, an undo takes back what its person decided there."""
    found: list[Decision] = []
    for one in decisions:
        if one.act == "submit":
            found = []
        elif one.act == "undo":
            found = [each for each in found if (each.level, each.person_id) != (one.level, one.person_id)]
        elif one.act in {"approve", "return"}:
            found.append(one)
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Course:
    """How far a version has come."""

    steps: tuple[Step, ...] = ()
    decisions: tuple[Decision, ...] = ()
    """Those that stand, the oldest first."""
    since: datetime | None = None
    """Since when the level that is open waits."""

    @classmethod
    def of(cls, steps: tuple[Step, ...], decisions: Iterable[Decision]) -> Self:
        told = tuple(decisions)
        found = cls(steps, standing(told))
        opened = [one.at for one in told if one.act in {"submit", "undo", "skip"} or one.level < found.level]
        return replace(found, since=max(opened, default=None))

    @property
    def approvals(self) -> tuple[Decision, ...]:
        return tuple(one for one in self.decisions if one.act == "approve")

    @property
    def last(self) -> Decision | None:
        """The last decision that stands."""
        return self.decisions[-1] if self.decisions else None

    @property
    def level(self) -> int:
        """The level that is open, counted from 1; beyond the last one when all have approved."""
        passed = (level for level in range(1, len(self.steps) + 1) if self._open_posts(level))
        return next(passed, len(self.steps) + 1)

    @property
    def step(self) -> Step | None:
        """The level that is open."""
        return self.steps[self.level - 1] if self.level <= len(self.steps) else None

    @property
    def open(self) -> tuple[Post, ...]:
        """The posts whose word is waited for."""
        return self._open_posts(self.level) if self.step else ()

    @property
    def awaited(self) -> str:
        """Whose word is waited for, in words."""
        if self.step is None:
            return ""
        left = {post.division_id for post in self.open}
        return label(self.step.role, [name for number, name in self.step.divisions if number in left])

    def post(self, one: Decision) -> Post:
        """For which post something was decided."""
        return Post(self.steps[one.level - 1].role, one.division_id)

    @property
    def is_last(self) -> bool:
        """Whether the level that is open is the last one: its word approves."""
        return self.level >= len(self.steps)

    def without(self, reached: "Reached") -> tuple[Step, ...]:
        """The steps without whom nobody can ask any more; whoever has been heard stays."""
        heard = {Post(Role.DIVISION_HEAD, one.division_id) for one in self.approvals if one.division_id}
        return passable(self.steps, self.level, lambda post: post in heard or reached(post))

    def _open_posts(self, level: int) -> tuple[Post, ...]:
        step = self.steps[level - 1]
        if step.skipped:
            return ()
        given = [one for one in self.approvals if one.level == level]
        if step.role is not Role.DIVISION_HEAD:
            return () if given else step.posts
        heard = {one.division_id for one in given}
        return tuple(post for post in step.posts if post.division_id not in heard)


NEW: Final = Course()
"""Nothing was asked of anybody yet."""


# --- the steps of a version ---------------------------------------------------------------------------------------------------
Reached = Callable[[Post], bool]
"""Whether somebody can be asked for a post's word."""


def reach(holders: Iterable[Holder], submitter: int | None) -> Reached:
    """Whom messages get to, without who may not decide about what they submitted themselves."""
    there = {holder.post for holder in holders if holder.reached and holder.person_id != submitter}
    return lambda post: post in there


def first_steps(levels: Iterable[Role], divisions: Mapping[int, str], reached: Reached) -> tuple[Step, ...]:
    """What a document of these divisions has to pass when it is submitted now."""
    heads = tuple(divisions.items())
    steps = tuple(Step(role, heads if role is Role.DIVISION_HEAD else ()) for role in levels)
    return passable(steps, 1, reached)


def passable(steps: tuple[Step, ...], level: int, reached: Reached) -> tuple[Step, ...]:
    """The steps, from a level on without whom nobody can ask. The last word is never skipped: somebody has to be there for it."""
    last = len(steps)
    return tuple(
        step if number < level or number == last else _passable(step, reached) for number, step in enumerate(steps, 1)
    )


def _passable(step: Step, reached: Reached) -> Step:
    if step.role is not Role.DIVISION_HEAD:
        return replace(step, skipped=not reached(Post(step.role)))
    asked = tuple(each for each in step.divisions if reached(Post(step.role, each[0])))
    without = tuple(each[1] for each in step.divisions if each not in asked)
    return replace(step, divisions=asked, without=(*step.without, *without), skipped=not asked)

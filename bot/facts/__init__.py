"""The facts a dialog may ask for, by name: each loads plain data for the person who is acting.

A dialog names what it needs (`facts["item", 12]`); the turn loads it then, once. Everything goes
through the agency of the acting person, so that a number typed into a button reaches nobody else's rows.
"""

import secrets
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from bot.dialogs.add_item import DRAFT
from bot.dialogs.engine import Session
from bot.dialogs.kit import BUTTON_TEXT, Facts, Option, shorten
from bot.dialogs.people import NEW, person_option
from bot.domain.agency import Act, may
from bot.domain.due_days import DueDays
from bot.domain.duty import Duty, whose
from bot.domain.fiscal import (
    BANGKOK,
    Period,
    Quarter,
    Round,
    bangkok_day,
    fiscal_year_of,
    short_label,
)
from bot.domain.measures import CLASSICAL
from bot.domain.report import Report, decides
from bot.facts import checking, cycle, documents, plan_parts, reminders, results
from bot.facts.scope import Scope
from bot.frameworks import framework_of
from bot.thai import thai_date_short
from storage import accounts, evidence, invites, mail, measures, people, plan, recorded, reports, sessions
from storage.database import Record
from storage.duties import missing, staff

_ALPHABET: Final = "abcdefghijkmnpqrstuvwxyz23456789"


class Loaded(Facts):
    """What a step may know: what is asked for and not there yet is loaded, once."""

    def __init__(self, scope: Scope, **known: Any) -> None:
        super().__init__(known)
        self._scope = scope

    def __missing__(self, key: Any) -> Any:
        self[key] = load(self._scope, key)
        return self[key]


def given(scope: Scope, active: Session | None) -> Facts:
    """The facts that are known already; the rest is loaded when asked for."""
    today = bangkok_day(scope.now)
    return Loaded(
        scope,
        who=scope.person,
        active=active,
        now=scope.now,
        today=today,
        fiscal_year=fiscal_year_of(today),
    )


def load(scope: Scope, key: Any) -> Any:
    """One fact; KeyError for a name nobody provides."""
    name, *args = key if isinstance(key, tuple) else (key,)
    return LOADERS[name](scope, *args)


# --- sessions -------------------------------------------------------------------------------------------------------------
_STATE: Final = ("answers", "parts", "row", "open", "pending", "view", "last")


def to_session(row: Record | None) -> Session | None:
    """A stored session; state keys of another version are left aside, missing ones get their defaults."""
    if row is None or row.session_id is None:
        return None
    state = {name: row.state[name] for name in _STATE if name in row.state}
    return Session(
        id=row.session_id,
        dialog=row.dialog,
        args=tuple(row.args),
        rev=row.rev,
        status=row.status,
        asked_at=row.asked_at,
        expires_at=row.expires_at,
        **state,
    )


def session_values(session: Session, now: datetime) -> dict[str, Any]:
    """A session as the values of its row; empty parts of the state are left out."""
    state = {name: value for name in _STATE if (value := getattr(session, name))}
    return {
        "id": session.id,
        "dialog": session.dialog,
        "args": list(session.args),
        "rev": session.rev,
        "status": session.status,
        "state": state,
        "asked_at": session.asked_at,
        "expires_at": session.expires_at,
        "updated_at": now,
    }


def session(s: Scope, session_id: str) -> Session | None:
    return to_session(sessions.by_id(s.connection, s.person.id, session_id))


def draft(s: Scope, dialog: str, args: Sequence[str]) -> Session | None:
    return to_session(sessions.draft(s.connection, s.person.id, dialog, args))


def drafts(s: Scope) -> list[Session]:
    """What was begun and can be gone on with: the dialog under way first."""
    rows = (to_session(row) for row in sessions.drafts(s.connection, s.person.id))
    return [found for found in rows if found]


def draft_titles(s: Scope) -> dict[str, str]:
    """A short name for each draft: when and what it is about, as the menu names it, else what is being done."""
    year = fiscal_year_of(bangkok_day(s.now))
    titles = {}
    for found in drafts(s):
        name, args = DRAFT_NAMES.get(found.dialog, found.dialog), found.args
        words = [a["v"] for key, a in found.answers.items() if key in {"title", "name"} and isinstance(a.get("v"), str)]
        item = measure = None
        if found.dialog == "record_result" and args:
            item = plan.item(s.connection, s.agency_id, int(args[0]))
        if found.dialog == "record_measure" and args:
            measure = measures.one(s.connection, s.agency_id, int(args[0]))
        if item:
            name, words = short_label(Quarter.parse(args[1]), year), [item.title]
        if measure:
            name, words = short_label(Round.parse(args[1]), year), [measure.name]
        titles[found.id] = shorten(": ".join((name, *words[:1])), BUTTON_TEXT)
    return titles


DRAFT_NAMES: Final = {
    "record_result": "บันทึกผลรายไตรมาส",
    "add_item": "เพิ่มโครงการ",
    **plan_parts.DRAFT_NAMES,
    "add_measure": "เพิ่มมาตรการ",
    "ita_analysis": "ผลวิเคราะห์ ITA",
    "record_measure": "บันทึกผลตามมาตรการ",
    "return_report": "ส่งกลับรายงาน",
    "invite": "เชิญคน",
}


def new_session_id(s: Scope) -> str:
    return "".join(secrets.choice(_ALPHABET) for _ in range(8))


# --- plan and results -------------------------------------------------------------------------------------------------------
def open_to(s: Scope, periods: Iterable[Period]) -> list[tuple[Duty, bool]]:
    """Results that are still to be recorded and that this person may record, the oldest first; whether it is their own duty."""
    if not may(s.person, Act.RECORD_RESULT):
        return []
    found = missing(s.connection, [s.agency_id], periods)
    people = staff(s.connection, [s.agency_id])[s.agency_id] if found else []
    return [
        (duty, s.person.id in {person.id for person in whose(duty, people)})
        for duty in found
        if may(s.person, Act.RECORD_RESULT, division_id=duty.division_id)
    ]


def duties(s: Scope, periods: Iterable[Period]) -> list[Duty]:
    """What this person is to record: the same that reminders name."""
    return [duty for duty, own in open_to(s, periods) if own]


def due(s: Scope) -> list[tuple[date, Duty]]:
    """This person's duties of plan and measures, each with its day, what is due first at the top."""
    found = duties(s, (*cycle.quarters(s), *cycle.rounds(s)))
    days = DueDays.parse(s.person.agency.due_days)
    return sorted(((days.day(duty.period), duty) for duty in found), key=lambda each: each[0])


def due_of_others(s: Scope) -> list[Duty]:
    """What others of an officer's division are to record."""
    if s.own_division is None:
        return []
    return [duty for duty, own in open_to(s, (*cycle.quarters(s), *cycle.rounds(s))) if not own]


def _options(s: Scope, periods: Iterable[Period]) -> list[Option]:
    """To choose from: the own duties first, then what others are to record."""
    year = fiscal_year_of(bangkok_day(s.now))
    return [
        Option(
            f"{duty.id}_{duty.period.code}",
            f"{short_label(duty.period, year)}: {duty.title}{'' if own else ' (ผู้อื่นรับผิดชอบ)'}",
        )
        for duty, own in sorted(open_to(s, periods), key=lambda each: not each[1])
    ]


def last_recorded(s: Scope) -> list[Option]:
    """What this person may mend, the newest first; the code says what to open."""
    year = fiscal_year_of(bangkok_day(s.now))
    options = []
    for row in recorded.latest(s.connection, s.agency_id, s.own_division):
        part = Quarter(row.fiscal_year, row.part) if row.what == "item" else Round(row.fiscal_year, row.part)
        options.append(Option(f"{row.what}_{row.id}_{part.code}", f"{short_label(part, year)}: {row.name}"))
    return options


def items(s: Scope) -> list[Option]:
    found = plan.titles(s.connection, s.agency_id)
    return [
        Option(str(i), f"{mission} {title}{DRAFT if status == 'draft' else ''}") for i, title, mission, status in found
    ]


def measure_options(s: Scope) -> list[Option]:
    year = fiscal_year_of(bangkok_day(s.now))
    found = measures.of_year(s.connection, s.agency_id, year)
    return [Option(str(m.id), f"{m.seq}. {m.name}{' (ร่าง)' if m.status == 'draft' else ''}") for m in found]


def divisions(s: Scope) -> list[Option]:
    """Divisions this person may make responsible, the own one first (of measures, other words can be typed)."""
    found = people.divisions(s.connection, s.agency_id)
    allowed = [d for d in found if may(s.person, Act.CHANGE_PLAN, division_id=d[0])]
    allowed.sort(key=lambda d: d[0] != s.person.division_id)
    return [Option(str(i), name) for i, name in allowed]


def classical_measures(s: Scope) -> list[Option]:
    """The classical measures this year does not have yet."""
    year = fiscal_year_of(bangkok_day(s.now))
    there = {m.name for m in measures.of_year(s.connection, s.agency_id, year)}
    return [Option(code, name) for code, name in CLASSICAL.items() if name not in there]


# --- menu ---------------------------------------------------------------------------------------------------------------------
def awaiting(s: Scope) -> list[Report]:
    """Reports this person can decide about now."""
    posts = documents.posts(s)
    if not any(post.role in s.person.agency.levels for post in posts) and not may(s.person, Act.APPROVE):
        return []
    return [found for found in reports.awaiting(s.connection, s.agency_id) if decides(found, posts)]


def returned(s: Scope) -> list[tuple[Report, str]]:
    """Reports that were sent back and why, for who sees to it that they are mended."""
    return reports.returned(s.connection, s.agency_id) if may(s.person, Act.SUBMIT) else []


def mended(s: Scope) -> list[Report]:
    """New versions of what was sent back that wait to be submitted, for who submits."""
    return reports.mended(s.connection, s.agency_id) if may(s.person, Act.SUBMIT) else []


@dataclass(frozen=True, slots=True)
class Parked:
    """A message that could not be handled."""

    id: int
    name: str
    when: str
    dialog: str


def parked(s: Scope) -> list[Parked]:
    rows = mail.parked(s.connection, s.agency_id)
    return [Parked(row.id, row.name, _when(row.stored_at), row.dialog) for row in rows]


def _when(at: datetime) -> str:
    local = at.astimezone(BANGKOK)
    return f"{thai_date_short(local.date(), digits='arabic')} {local:%H:%M} น."


# --- people ---------------------------------------------------------------------------------------------------------------
def people_options(s: Scope) -> list[Option]:
    """The agency's people; the first option invites somebody."""
    return [Option(NEW, "+ เชิญคนใหม่"), *map(person_option, people.members(s.connection, s.agency_id, s.now))]


def colleagues(s: Scope) -> list[Option]:
    """The others of the agency, with their post."""
    others = (m for m in people.members(s.connection, s.agency_id, s.now) if m.id != s.person.id)
    return [
        Option(str(m.id), " · ".join(filter(None, (m.name, m.position or m.role.label, m.division)))) for m in others
    ]


def heirs(s: Scope, person_id: int) -> list[Option]:
    """Who may take over all items of a person: the colleagues of the division, and the plan owners."""
    held = people.items_of(s.connection, s.agency_id, person_id)
    return [
        Option(str(m.id), m.name, m.role.label)
        for m in people.members(s.connection, s.agency_id, s.now)
        if m.id != person_id
        and all(may(m.acting_in(s.person.agency), Act.RECORD_RESULT, division_id=division) for _, division in held)
    ]


LOADERS: Final[dict[str, Callable[..., Any]]] = {
    "session": session,
    "draft": draft,
    "drafts": drafts,
    "draft_titles": draft_titles,
    "new_session_id": new_session_id,
    "plan": lambda s: plan.plan_of(s.connection, s.agency_id, fiscal_year_of(bangkok_day(s.now))),
    "framework": lambda s, code: framework_of(code),
    "item": lambda s, item_id: plan.item(s.connection, s.agency_id, item_id),
    "items": items,
    "result": lambda s, item_id, code: plan.result(s.connection, s.agency_id, item_id, Quarter.parse(code)),
    "last_result": lambda s, item_id, code: plan.result_before(s.connection, s.agency_id, item_id, Quarter.parse(code)),
    "media": lambda s, ids: evidence.states(s.connection, s.agency_id, ids),
    "divisions": divisions,
    "due": due,
    "due_of_others": due_of_others,
    "open_results": lambda s: _options(s, cycle.quarters(s)),
    "measure": lambda s, measure_id: measures.one(s.connection, s.agency_id, measure_id),
    "measures": measure_options,
    "classical_measures": classical_measures,
    "analysis": lambda s, year: measures.analysis(s.connection, s.agency_id, year),
    "mresult": lambda s, measure_id, code: measures.result(
        s.connection, s.agency_id, measure_id, Round.parse(code).months
    ),
    "last_mresult": lambda s, measure_id, code: measures.result_before(
        s.connection, s.agency_id, measure_id, Round.parse(code).months
    ),
    "open_measures": lambda s: _options(s, cycle.rounds(s)),
    "recorded": last_recorded,
    "awaiting": awaiting,
    "returned": returned,
    "mended": mended,
    "parked": parked,
    "people": people_options,
    "colleagues": colleagues,
    "outlook": reminders.outlook,
    "pushes": lambda s: accounts.counts(s.connection, "line"),
    "person": lambda s, person_id: people.member(s.connection, s.agency_id, person_id, s.now),
    "heirs": heirs,
    "invitation": lambda s, file_id: invites.printed(s.connection, s.agency_id, file_id, s.now - s.acting.clock_shift),
    "another": lambda s, person_id, role: people.another(s.connection, s.agency_id, person_id, role),
    **documents.LOADERS,
    **checking.LOADERS,
    **plan_parts.LOADERS,
    **results.LOADERS,
    **cycle.LOADERS,
}

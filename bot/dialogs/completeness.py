"""ความครบถ้วน: how complete a quarter is, which reports are ready, what is missing and whose it is, and asking for it by one tap."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Final

from bot.dialogs.around import MENU
from bot.dialogs.kit import Facts, shorten
from bot.dialogs.menu import LABELS
from bot.dialogs.reminders import days_left
from bot.dialogs.reports import act_buttons, look
from bot.dialogs.session import Do, Screen
from bot.domain.agency import Act, Person, may, require
from bot.domain.completeness import Board, By, Group, Nudge, NudgeAll, Readiness, report_round
from bot.domain.cycle import board_quarter
from bot.domain.due_days import DueDays
from bot.domain.duty import Duty, whose
from bot.domain.fiscal import Quarter, Round, fiscal_year_of, parse_period, short_label
from bot.domain.report import About, Report, ReportKind, ReportState, title
from bot.domain.round_reports import MakeReports
from bot.messages import Button, Card, Picture, Text
from bot.problems import Problem

TITLE: Final = LABELS["board"]
READY: Final = LABELS["ready"]
AT_ONCE: Final = 8
"""Missing results on one page: each has its button, and a channel shows only so many."""
ALL: Final = "all"


def _board(facts: Facts, fiscal_year: int) -> Board:
    """What is expected in a year, as far as this person may see it."""
    require(facts["who"], Act.COMPLETENESS)
    found: Board = facts["board", fiscal_year]
    return found.seen_by(facts["who"])


def _quarter(facts: Facts, code: str) -> Quarter:
    days = DueDays.parse(facts["who"].agency.due_days)
    return Quarter.parse(code) if code else board_quarter(days, facts["today"])


def board(facts: Facts, code: str = "", by: str = By.DIVISION) -> Screen:
    """Expected, done and on time in a quarter, by division, person or dimension, or of the whole year by quarter, as a picture
    and in words; what lacks something leads to it."""
    quarter, way = _quarter(facts, code), By(by)
    year = _board(facts, quarter.fiscal_year)
    shown = year.begun(facts["today"]) if way is By.QUARTER else year.of(quarter)
    head = f"{TITLE} {f'ปีงบประมาณ {quarter.fiscal_year}' if way is By.QUARTER else quarter.label}"
    around = (
        *(Button(f"ดูตาม{other.label}", f"o.board.{quarter.code}.{other}") for other in By if other is not way),
        Button(f"ไตรมาส {quarter.previous.number}/{quarter.previous.fiscal_year}", f"o.board.{quarter.previous.code}"),
        MENU,
    )
    total, groups = shown.total, shown.by(way)
    if not total.expected:
        return Screen((Card(head, ("ยังไม่มีรายการที่ต้องบันทึกผล",), buttons=around),))
    lines = [_told(total, "บันทึกแล้ว")]
    if total.missing and way is not By.QUARTER:
        days = DueDays.parse(facts["who"].agency.due_days)
        lines.append(days_left(days.day(quarter), facts["today"]))
    lines += [f"• {group.label}: {_told(group)}" for group in groups]
    ready: tuple[Button, ...] = ()
    if may(facts["who"], Act.COMPLETENESS, division_id=None):
        round_ = report_round(quarter)
        lines += [_ready(each, year, facts) for each in year.readiness(round_, facts["today"])]
        ready = (Button(f"{READY} รอบ {round_.months} เดือน", f"o.ready.{quarter.code}"),)
    leads = [
        Button(
            shorten(f"{group.label} ขาด {group.missing}", 40),
            f"o.board.{group.key}" if way is By.QUARTER else f"o.missing.{quarter.code}.{way}.{group.key}",
        )
        for group in groups
        if group.missing
    ]
    return Screen(
        (_picture(facts, quarter, way), Card(head, tuple(lines), buttons=(*leads[:AT_ONCE], *ready, *around)))
    )


def _picture(facts: Facts, quarter: Quarter, way: By) -> Picture:
    """The board drawn; its name says how much of it this person may see."""
    who = facts["who"]
    seen = ALL if may(who, Act.COMPLETENESS, division_id=None) else who.division_id or 0
    return Picture(f"board-{quarter.code}-{way}-{seen}-{int(facts['now'].timestamp())}", TITLE)


def _told(group: Group, before: str = "") -> str:
    """A group's figures in words."""
    done = f"{before} {group.done} จาก {group.expected} รายการ".strip()
    if not group.done:
        return done
    on_time = "ทันกำหนดทั้งหมด" if group.on_time == group.done else f"ทันกำหนด {group.on_time}"
    return f"{done} ({'ครบ ' if not group.missing else ''}{on_time})"


# --- reports --------------------------------------------------------------------------------------------------------------
def _ready(found: Readiness, year: Board, facts: Facts) -> str:
    """Whether a report has all it needs, for which ITA item, and else how much is lacking and who is to supply it."""
    name = title(found.kind, About.of(found.round))
    item = facts["ita_items", found.round.fiscal_year].get(found.kind)
    goal = f"ITA ข้อ {item} {name}" if item else name
    count = len(found.missing) + _analysis_lacks(found, facts)
    if not count and found.later:
        return f"{goal}: ครบถึงวันนี้ ยังไม่ถึงกำหนดอีก {found.later} อย่าง"
    if not count:
        return f"พร้อมสำหรับ {goal}" if item else f"{name}: ครบแล้ว"
    alike = {(duty.division_id, duty.officer_id): duty for duty in found.missing}
    names = dict.fromkeys(person.name for duty in alike.values() for person in whose(duty, year.people)[:1])
    return f"{goal}: ขาดอีก {count} อย่าง{f' ต้องส่งโดย {_names(list(names))}' if names else ''}"


def _analysis_lacks(found: Readiness, facts: Facts) -> bool:
    """Whether a report about measures has no ITA analysis to answer yet."""
    if found.kind is not ReportKind.MEASURE_REPORT:
        return False
    known = facts["analysis", found.round.fiscal_year]
    return known is None or not (known.urgent or known.improve or known.actions)


def _names(names: Sequence[str]) -> str:
    return f"{', '.join(names[:3])}{f' และอีก {len(names) - 3} คน' if len(names) > 3 else ''}"


def ready(facts: Facts, code: str = "", kind: str = "", page: str = "1") -> Screen:
    """The reports of a round: how ready each is, where its newest version stands, what it lacks, and a draft by one tap.
    `code` may be of the quarter whose board it was opened from: that is where the way back leads."""
    require(facts["who"], Act.COMPLETENESS, division_id=None)
    came = parse_period(code) if code else _quarter(facts, "")
    round_ = came if isinstance(came, Round) else report_round(came)
    year = _board(facts, round_.fiscal_year)
    found = {each.kind: each for each in year.readiness(round_, facts["today"])}
    back = Button(TITLE, f"o.board.{(round_.quarters[-1] if isinstance(came, Round) else came).code}")
    if kind:
        if (one := found.get(ReportKind(kind))) is None:
            raise Problem("button_gone")
        return _lacking(facts, one, year, page, f"o.ready.{came.code}")
    made: Mapping[ReportKind, tuple[int, ReportState]] = facts["reports_made", round_.code]
    lines, buttons = [], []
    for each in found.values():
        lines.append(_ready(each, year, facts))
        version, state = made.get(each.kind, (0, ReportState.DRAFT))
        lines.append(f"• ฉบับที่ {version}: {state.label}" if version else "• ยังไม่ได้จัดทำ")
        if count := len(each.missing) + _analysis_lacks(each, facts):
            buttons.append(Button(shorten(f"ขาด {count}: {each.kind.label}", 40), f"o.ready.{came.code}.{each.kind}"))
        buttons.append(_draft(each))
    if may(facts["who"], Act.CHANGE_PLAN, division_id=None):
        buttons.append(Button("ปัญหาและข้อเสนอแนะ", f"o.round_note.{round_.code}"))
    other = Round(round_.fiscal_year, 18 - round_.months)
    around = (Button(f"รอบ {other.months} เดือน", f"o.ready.{other.code}"), back, MENU)
    nothing = ("ยังไม่มีรายการที่ต้องรายงาน",)
    return Screen((Card(f"{READY} {round_.label}", tuple(lines) or nothing, buttons=(*buttons, *around)),))


def _draft(found: Readiness) -> Button:
    """A draft of a report as it is now, by one tap."""
    return Button(shorten(f"ขอร่าง{found.kind.label}", 40), f"o.ask_report.{found.kind}.{About.of(found.round).code}")


def _lacking(facts: Facts, found: Readiness, year: Board, page: str, back: str) -> Screen:
    """What a report lacks, with a button to ask for each."""
    group = f"{found.round.code}.report.{found.kind}"
    lines, buttons = _asked_for(facts, found.missing, year, f"{back}.{found.kind}", page, group)
    if _analysis_lacks(found, facts):
        lines.insert(0, "• ยังไม่มีผลวิเคราะห์ ITA")
        if may(facts["who"], Act.CHANGE_PLAN):
            buttons.insert(0, Button("บันทึกผลวิเคราะห์ ITA", f"o.ita_analysis.{found.round.fiscal_year}"))
    around = (_draft(found), Button(f"{READY} รอบ {found.round.months} เดือน", back), MENU)
    said = tuple(lines) or ("ครบแล้ว",)
    return Screen((Card(f"สิ่งที่ขาด {title(found.kind, About.of(found.round))}", said, buttons=(*buttons, *around)),))


NAMED: Final = 5
"""Missing results that are named; of the others the number is told."""


def came_by_itself(found: Report, lacks: Sequence[Duty], staff: Sequence[Person], due_on: date, today: date) -> Card:
    """What plan owners get with a report that was made on the last day of its round: what it lacks, and what comes next."""
    round_, year = found.round, fiscal_year_of(today)
    assert round_ is not None  # only reports of rounds are made by themselves
    lines = [f"ระบบจัดทำร่างรอบ {round_.months} เดือนให้แล้ว (ฉบับที่ {found.version})"]
    if lacks:
        lines.append(f"ยังขาดผล {len(lacks)} รายการ รอบนี้{days_left(due_on, today)}")
        for duty in lacks[:NAMED]:
            names = ", ".join(person.name for person in whose(duty, staff)[:2]) or "ยังไม่มีผู้รับผิดชอบ"
            lines.append(f"• {short_label(duty.period, year)}: {duty.title} ({names})")
        if (rest := len(lacks) - NAMED) > 0:
            lines.append(f"และอีก {rest} รายการ")
    else:
        lines.append("มีผลครบทุกรายการแล้ว")
    submit = replace(act_buttons(found, ("submit",))[0], style="" if lacks else "primary")
    missing_ones = (Button("สิ่งที่ขาด", f"o.ready.{round_.code}.{found.kind}", "primary"),) if lacks else ()
    return Card(found.title, tuple(lines), found.state.label, buttons=(*missing_ones, submit, look(found), MENU))


def make_reports(facts: Facts, switch: str) -> Do:
    """Let reports be made by themselves on the last day of a round, or no longer."""
    require(facts["who"], Act.SETTINGS)
    return Do(MakeReports(switch == "on"))


def could_not_come(kind: ReportKind, round_: Round) -> Text:
    """The same when it could not be made."""
    again = Button("ขอรายงาน", f"o.ask_report.{kind}.{round_.code}", "primary")
    return Text(f"{title(kind, About.of(round_))}: {Problem('document_failed').sentence}", (again, MENU))


# --- what is missing --------------------------------------------------------------------------------------------------------
def missing(facts: Facts, code: str, by: str, key: str, page: str = "1") -> Screen:
    """What a group lacks, whose it is, and a button to ask for each."""
    quarter = _quarter(facts, code)
    shown = _board(facts, quarter.fiscal_year).of(quarter)
    found = shown.missing(By(by), key)
    back = Button(f"{TITLE} {quarter.label}", f"o.board.{quarter.code}.{by}")
    if not found:
        return Screen((Card("บันทึกผลครบแล้ว", (quarter.label,), buttons=(back, MENU)),))
    lines, buttons = _asked_for(
        facts, found, shown, f"o.missing.{quarter.code}.{by}.{key}", page, f"{quarter.code}.{by}.{key}"
    )
    head = f"ยังไม่บันทึกผล {quarter.label} {len(found)} รายการ"
    return Screen((Card(head, tuple(lines), buttons=(*buttons, back, MENU)),))


def _asked_for(
    facts: Facts, found: Sequence[Duty], shown: Board, here: str, page: str, group: str
) -> tuple[list[str], list[Button]]:
    """A page of missing results: a line for each with whose it is, a button to record or to ask for it, one to ask for all of
    the group, and one to the next page."""
    number = max(int(page), 1)
    start = (number - 1) * AT_ONCE
    lines, buttons = [], []
    who, year = facts["who"], facts["fiscal_year"]
    periods = {duty.period for duty in found}
    open_ = _open(facts, found, shown)
    for duty in found[start : start + AT_ONCE]:
        asked = (what(duty), duty.id, duty.period.code) in facts["nudged"]
        people = whose(duty, shown.people)
        names = ", ".join(person.name for person in people[:2]) or "ยังไม่มีผู้รับผิดชอบ"
        part = f"{short_label(duty.period, year)}: " if len(periods) > 1 else ""
        lines.append(f"• {part}{duty.title} ({names}){' เตือนแล้ววันนี้' if asked else ''}")
        if any(person.id == who.id for person in people):
            buttons.append(Button(shorten(f"บันทึก: {part}{duty.title}", 50), f"o.{duty.recorded_by}"))
        elif duty in open_:
            token = f"o.nudge.{what(duty)}.{duty.id}.{duty.period.code}"
            buttons.append(Button(shorten(f"เตือน: {part}{duty.title}", 50), token))
    if len(open_) > 1:
        buttons.append(Button(f"เตือนทุกคน {len(open_)} รายการ", f"o.nudge_all.{group}", "primary"))
    if (rest := len(found) - start - AT_ONCE) > 0:
        buttons.append(Button(f"ดูอีก {rest} รายการ", f"{here}.{number + 1}"))
    return lines, buttons


def what(duty: Duty) -> str:
    """What a duty is about, as buttons and the audit name it."""
    return "item" if isinstance(duty.period, Quarter) else "measure"


def nudge_all(facts: Facts, code: str, by: str, key: str) -> Do:
    """Ask for all that a group of the board or (`by` is "report") a report lacks."""
    require(facts["who"], Act.NUDGE)
    period = parse_period(code)
    year = _board(facts, period.fiscal_year)
    if isinstance(period, Round):
        reports = year.readiness(period, facts["today"])
        found = next((each.missing for each in reports if (by, key) == ("report", each.kind)), ())
    else:
        found = tuple(year.of(period).missing(By(by), key))
    return Do(NudgeAll(tuple(Nudge(what(duty), duty.id, duty.period) for duty in _open(facts, found, year))))


def _open(facts: Facts, found: Sequence[Duty], shown: Board) -> list[Duty]:
    """What this person may ask others for now: not asked for today, and not their own."""
    who, asked = facts["who"], facts["nudged"]
    if not may(who, Act.NUDGE):
        return []
    return [
        duty
        for duty in found
        if (what(duty), duty.id, duty.period.code) not in asked
        and (people := whose(duty, shown.people))
        and all(person.id != who.id for person in people)
    ]


def nudge(facts: Facts, what: str, number: str, code: str) -> Do:
    """Ask for one missing result."""
    require(facts["who"], Act.NUDGE)
    if what not in {"item", "measure"}:
        raise Problem("button_gone")
    return Do(Nudge(what, int(number), parse_period(code)))

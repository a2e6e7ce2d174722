"""เมนู · สิ่งที่ต้องทำ · ช่วยเหลือ · ความเป็นส่วนตัว · ข้อความที่ติดค้าง."""

from collections.abc import Sequence
from datetime import date
from itertools import groupby
from typing import Final

from bot.dialogs.around import MENU, refusal
from bot.dialogs.engine import Session
from bot.dialogs.kit import Facts, shorten
from bot.dialogs.reports import MEND, mend_mark
from bot.dialogs.session import Do, Screen
from bot.domain.agency import Act, Person, may, only_as_draft, require
from bot.domain.commands import RetryParked
from bot.domain.duty import Duty
from bot.domain.fiscal import Quarter, Round, bangkok_day, fiscal_year_of, short_label
from bot.domain.plan import covering
from bot.domain.report import Report, ReportState
from bot.messages import Button, Card, Choices, Message, Picture, Text
from bot.problems import Problem
from bot.thai import thai_date_long

LABELS = {
    "record_result": "บันทึกผลรายไตรมาส",
    "record_measure": "บันทึกผลตามมาตรการ",
    "mend_result": "แก้ผลที่บันทึกแล้ว",
    "todo": "สิ่งที่ต้องทำ",
    "ask_report": "ขอรายงาน",
    "reports": "รายงานและการอนุมัติ",
    "items": "โครงการในแผน",
    "add_item": "เพิ่มโครงการ",
    "plan_parts": "ข้อมูลประกอบแผน",
    "measures": "มาตรการของปีนี้",
    "add_measure": "เพิ่มมาตรการ",
    "ita_analysis": "ผลวิเคราะห์ ITA",
    "parked": "ข้อความที่ติดค้าง",
    "people": "คนในหน่วยงาน",
    "templates": "แม่แบบเอกสาร",
    "invite": "เชิญคน",
    "settings": "ตั้งค่าหน่วยงาน",
    "board": "ความครบถ้วน",
    "ready": "ความพร้อมของรายงาน",
    "calendar": "ปฏิทินรายงาน",
    "verify": "ตรวจสอบเอกสาร",
    "outlook": "พรุ่งนี้ใครจะได้รับการเตือน",
    "my_channel": "เพิ่มช่องทางของฉัน",
    "more": "เพิ่มเติม",
    "help": "วิธีใช้",
    "privacy": "ความเป็นส่วนตัว",
    "acting": "ผู้รักษาราชการแทน",
}

Due = Sequence[tuple[date, Duty]]
"""Duties with the days they are due, the first at the top."""

REMINDED = {"ไม่ต้องเตือนฉัน": "o.quiet.off", "เปิดเตือน": "o.quiet.0"}
ON_MENU: Final = 8
"""Buttons of a menu that are seen without scrolling on a phone."""
FEWEST: Final = 5
"""Of its entries, whatever waits above them."""
OWNERS_FIRST: Final = ("record_result", "record_measure", "todo", "reports", "ask_report", "items", "people")
"""What a plan owner needs most."""
LEAVE = "ออกจากระบบ"
ALWAYS = {LEAVE: "o.leave_channel"}
"""Heard whatever is under way: who leaves a phone behind must not look for the menu first."""

PRIVACY = (
    "สุจริตเก็บชื่อ ตำแหน่ง ข้อความ และภาพที่ท่านส่ง เพื่อจัดทำแผนและรายงานตามหน้าที่ของหน่วยงาน",
    "ผู้เห็นข้อมูลคือผู้เกี่ยวข้องในหน่วยงานของท่านเท่านั้น ภาพถูกลบข้อมูลตำแหน่งที่ถ่ายแล้ว",
    "ข้อความสนทนาและร่างลบเมื่อครบ 90 วันหลังปิดรอบ เอกสารราชการเก็บตามระเบียบ",
    "ขอดูหรือขอแก้ข้อมูลของท่านได้ที่ผู้ดูแลแผนของหน่วยงาน",
)


def entries(who: Person) -> list[str]:
    """What this person's menu offers, most used first."""
    names = []
    if may(who, Act.RECORD_RESULT):
        names += ["record_result", "record_measure", "mend_result", "todo"]
    elif may(who, Act.APPROVE):
        names += ["todo"]
    if may(who, Act.ASK_DOCUMENT):
        names += ["reports", "ask_report"] if may(who, Act.APPROVE) else ["ask_report", "reports"]
        names += ["items", "measures"]
    if may(who, Act.CHANGE_PLAN):
        names += ["add_item", "add_measure", "ita_analysis"]
    if may(who, Act.SETTINGS):
        names += ["plan_parts", "settings"]
    if may(who, Act.PARKED):
        names += ["parked"]
    if may(who, Act.COMPLETENESS):
        names += ["board", "calendar"]
    if may(who, Act.INVITE):
        names += ["people"]
    if may(who, Act.SETTINGS):
        names += ["templates"]
    if may(who, Act.ASK_DOCUMENT):
        names += ["verify"]
    if may(who, Act.INVITE):
        names = [*OWNERS_FIRST, *(name for name in names if name not in OWNERS_FIRST)]
    return [*names, "help"]


def menu(facts: Facts) -> Message:
    """The menu of a person's role, beginning with what is most likely wanted; what does not fit stands behind a button."""
    lines, first, shown, rest = _menu(facts)
    more = (Button(LABELS["more"], "o.more"),) if rest else ()
    state = "ตัวอย่าง" if facts["who"].agency.sample else ""
    return Card("เมนู", tuple(lines), state, buttons=(*first, *shown, *more))


def more(facts: Facts) -> Screen:
    """The rest of the menu."""
    _, _, _, rest = _menu(facts)
    return Screen((Card(LABELS["more"], buttons=(*rest, MENU)),))


def _menu(facts: Facts) -> tuple[list[str], list[Button], list[Button], list[Button]]:
    """What a menu says; its buttons: what waits, the entries in sight, and the rest."""
    who: Person = facts["who"]
    due: Due = facts["due"] if may(who, Act.RECORD_RESULT) else []
    lines = [f"{who.name} ({who.role.label})"]
    first: list[Button] = []
    if waiting := facts["awaiting"]:
        lines.append(f"รออนุมัติ {len(waiting)} รายงาน")
        first.append(decide_button(waiting[0]))
    if returned := facts["returned"]:
        lines.append(f"ส่งกลับแก้ไข {len(returned)} รายงาน")
        first.append(mend_button(returned[0][0]))
    drafts = begun(facts)
    lines.extend(due_lines(due, who, facts["today"]))
    results = [duty for _, duty in due if isinstance(duty.period, Quarter)]
    if results and not is_begun(results[0], drafts[:2]):
        label = shorten(f"บันทึก {named(results[0], facts['fiscal_year'])}", 50)
        first.append(Button(label, f"o.{results[0].recorded_by}", "primary"))
    if len(drafts) > 2:
        lines.append(f"มีร่างที่ทำค้างไว้ {len(drafts)} รายการ")
    if drafts:
        titles = facts["draft_titles"]
        first.extend(Button(f"ทำต่อ {titles[d.id]}", f"r.{d.id}") for d in drafts[:2])
    names = [name for name in entries(who) if name != "record_result" or len(results) != 1]
    if "parked" in names:
        names.remove("parked")
        if facts["parked"]:
            names.insert(0, "parked")
    buttons = [Button(LABELS[name], f"o.{name}") for name in names]
    room = max(FEWEST, ON_MENU - len(first))
    if len(buttons) <= room:
        return lines, first, buttons, []
    return lines, first, buttons[: room - 1], buttons[room - 1 :]


def decide_button(report: Report) -> Button:
    """Leads to a report that waits for this person's word."""
    return Button(shorten(f"พิจารณา: {report.title}", 60), f"o.report.{report.id}", "primary")


def mend_button(report: Report) -> Button:
    """Leads to a report that was sent back: its reason and what mends it."""
    return Button(shorten(f"แก้ไข: {report.title}", 60), f"o.report.{report.id}", "primary")


def due_lines(due: Due, who: Person, today: date) -> list[str]:
    """What is to be recorded, a line for what is due of one quarter or round; what is overdue says so."""
    lines = []
    year = fiscal_year_of(today)
    for (day, period), group in groupby(due, key=lambda each: (each[0], each[1].period)):
        word = "โครงการ" if isinstance(period, Quarter) else "มาตรการ"
        when = thai_date_long(day, digits="arabic")
        state = f"เลยกำหนดแล้ว (ครบกำหนด {when})" if day < today else f"ครบกำหนด {when}"
        lines.append(f"บันทึกผล {short_label(period, year)}: {word} {len(list(group))} รายการ {state}")
    return [*lines, *standing_in([duty for _, duty in due], who)]


def standing_in(duties: Sequence[Duty], who: Person) -> tuple[str, ...]:
    """Says to a plan owner how much of it is theirs only because there is no officer for it."""
    count = sum(duty.stands_in(who) for duty in duties)
    return (f"ในจำนวนนี้ {count} รายการ ไม่มีเจ้าหน้าที่รับผิดชอบ จึงเป็นของผู้ดูแลแผน",) if count else ()


def named(duty: Duty, year: int) -> str:
    """A duty on a button: when and what."""
    return f"{short_label(duty.period, year)}: {duty.title}"


def begun(facts: Facts) -> list[Session]:
    """Drafts that can be gone on with, without one that this very message ended."""
    drafts: list[Session] = facts["drafts"]
    return [draft for draft in drafts if draft.id != facts.get("ended")]


def is_begun(duty: Duty, drafts: Sequence[Session]) -> bool:
    """Whether one of the drafts is about the duty: then going on is offered instead."""
    return any(".".join((draft.dialog, *draft.args)) == duty.recorded_by for draft in drafts)


def labels(facts: Facts) -> dict[str, str]:
    """Menu entries by the words on them, for people who type instead of tapping."""
    who: Person = facts["who"]
    deeper = {"invite": Act.INVITE, "templates": Act.SETTINGS, "outlook": Act.SETTINGS}
    unseen = [name for name, act in deeper.items() if may(who, act)] + ["my_channel", "privacy", "more"]
    if may(who, Act.APPROVE) or may(who, Act.SETTINGS):
        unseen.append("acting")
    if may(who, Act.COMPLETENESS, division_id=None):
        unseen.append("ready")
    return {LABELS[name]: f"o.{name}" for name in (*entries(who), *unseen)} | REMINDED


def todo(facts: Facts) -> Screen:
    """What waits for this person: approvals, results, measures; each with its button."""
    who: Person = facts["who"]
    buttons: list[Button] = []
    lines: list[str] = []
    drafts = begun(facts)
    waiting: list[Report] = facts["awaiting"]
    for report in waiting:
        days = (facts["today"] - bangkok_day(report.course.since)).days if report.course.since else 0
        lines.append(f"รออนุมัติ: {report.title} ฉบับที่ {report.version}{f' (รอมา {days} วัน)' if days > 0 else ''}")
        buttons.append(decide_button(report))
    for report, reason in facts["returned"]:
        lines.append(f"ส่งกลับแก้ไข: {report.title} เหตุผล: {shorten(reason)}")
        buttons.append(mend_button(report))
    for quarter, count in facts["unchecked"] if may(who, Act.APPROVE) else ():
        lines.append(f"ผลที่บันทึกแล้วรอตรวจ {short_label(quarter, facts['fiscal_year'])}: {count} รายการ")
        buttons.append(
            Button(f"ตรวจผล {short_label(quarter, facts['fiscal_year'])}", f"o.check_results.{quarter.code}")
        )
    for mark in facts["marked"]:
        lines.append(f"{MEND}: {mark.duty.title} เหตุผล: {shorten(mark.reason)}")
        buttons.append(mend_mark(mark.duty))
    for report in facts["stranded"]:
        lines.append(f"ไม่มีผู้พิจารณา: {report.title} รอ{report.course.awaited}")
        buttons.append(Button(shorten(f"ดู: {report.title}", 60), f"o.report.{report.id}"))
    for report in facts["mended"]:
        lines.append(f"แก้ไขแล้ว รอส่งขออนุมัติ: {report.title} ฉบับที่ {report.version}")
        buttons.append(Button(shorten(f"ส่งขออนุมัติ: {report.title}", 60), f"o.report.{report.id}", "primary"))
    if may(who, Act.SETTINGS):
        try:
            covering(facts["plan"], facts["fiscal_year"])
        except Problem as lacks:
            lines.append(lacks.sentence)
            buttons.extend(refusal(lacks).buttons[:1])
    if may(who, Act.RECORD_RESULT):
        due: Due = facts["due"]
        lines.extend(due_lines(due, who, facts["today"]))
        for name, kind, word in (("record_result", Quarter, "โครงการ"), ("record_measure", Round, "มาตรการ")):
            mine = [duty for _, duty in due if isinstance(duty.period, kind)]
            fresh = [duty for duty in mine[:4] if not is_begun(duty, drafts)]
            year = facts["fiscal_year"]
            buttons.extend(Button(shorten(named(duty, year), 60), f"o.{duty.recorded_by}") for duty in fresh)
            if len(mine) > 4:
                buttons.append(Button(f"ดู{word}ทั้งหมด {len(mine)} รายการ", f"o.{name}"))
        if others := facts["due_of_others"]:
            lines.append(f"งานของกองที่ผู้อื่นรับผิดชอบ {len(others)} รายการ")
            names = dict.fromkeys(duty.recorded_by.partition(".")[0] for duty in others)
            buttons.extend(Button(f"ดูงานของกอง: {LABELS[name]}", f"o.{name}") for name in names)
    if drafts:
        lines.append(f"ร่างที่ทำค้างไว้ {len(drafts)} รายการ")
        titles = facts["draft_titles"]
        buttons.extend(Button(f"ทำต่อ {titles[draft.id]}", f"r.{draft.id}") for draft in drafts)
    if not lines:
        lines = ["ไม่มีสิ่งที่ต้องทำในขณะนี้"]
    if may(who, Act.COMPLETENESS, division_id=None):
        buttons.append(Button(PROGRESS, "o.progress"))
    buttons.append(MENU)
    return Screen((Card(LABELS["todo"], tuple(lines), buttons=tuple(buttons)),))


def reports(facts: Facts) -> Screen:
    """The newest versions of the agency's reports and where each stands."""
    require(facts["who"], Act.ASK_DOCUMENT)
    found: list[Report] = facts["reports"]
    ask = Button("ขอรายงาน", "o.ask_report", "" if found or may(facts["who"], Act.APPROVE) else "primary")
    sees_all = may(facts["who"], Act.COMPLETENESS, division_id=None)
    more = (ask, *((Button(LABELS["ready"], "o.ready"),) if sees_all else ()))
    if not found:
        lines: tuple[str, ...] = ("แตะ ขอรายงาน เพื่อจัดทำฉบับแรก",)
        return Screen((Card("ยังไม่มีรายงาน", lines, buttons=(*more, MENU)),))
    lines = tuple(f"{r.title} ฉบับที่ {r.version}: {r.state.label}{at_level(r)}" for r in found)
    buttons = tuple(Button(shorten(r.title, 60), f"o.report.{r.id}") for r in found)
    return Screen(
        (
            Card(
                "รายงานและการอนุมัติ",
                lines,
                buttons=(*buttons, *more, Button(PROGRESS, "o.progress"), MENU),
            ),
        )
    )


def at_level(report: Report) -> str:
    """Whom it waits for, where there are several levels."""
    waits = report.state is ReportState.SUBMITTED and len(report.course.steps) > 1
    return f" (รอ{report.course.awaited})" if waits else ""


PROGRESS: Final = "การ์ดความก้าวหน้า"


def progress(facts: Facts) -> Screen:
    """A picture that tells how far the plan's year has come."""
    require(facts["who"], Act.COMPLETENESS, division_id=None)
    year: int = facts["fiscal_year"]
    covering(facts["plan"], year)
    caption = f"ความก้าวหน้าของแผน ปีงบประมาณ {year}"
    ask = Button("ขอรายงาน", "o.ask_report")
    return Screen((Picture(f"g{year}", caption), Choices("ดูรายละเอียดได้ในรายงาน", (ask, MENU))))


def duties(facts: Facts) -> list[str]:
    """What a person's role is there for, in a line or two."""
    who: Person = facts["who"]
    lines = []
    if may(who, Act.RECORD_RESULT):
        whose = "ทุกกอง" if may(who, Act.RECORD_RESULT, division_id=None) else "กองของท่าน"
        lines.append(f"บันทึกผลโครงการและมาตรการของ{whose} แก้ได้ภายหลังที่ {LABELS['mend_result']}")
    if only_as_draft(who, Act.CHANGE_PLAN):
        lines.append("เสนอโครงการและมาตรการใหม่เป็นร่าง ผู้ดูแลแผนเป็นผู้รับเข้าแผน")
    if may(who, Act.SUBMIT):
        lines.append("ดูแลแผน เชิญคน ขอรายงานแล้วส่งขออนุมัติ")
    elif may(who, Act.APPROVE) and who.role in who.agency.levels:
        lines.append(f"อนุมัติหรือส่งกลับรายงาน จากข้อความที่ได้รับหรือที่ {LABELS['todo']}")
        lines.append(f"เมื่อลาหรือไปราชการ พิมพ์ {LABELS['acting']} เพื่อให้ผู้อื่นพิจารณาแทน")
    elif may(who, Act.APPROVE):
        lines.append("ดูแผนและรายงานทุกฉบับของหน่วยงาน")
    return [f"ท่านเป็น{who.role.label}", *lines]


def helped(facts: Facts) -> Message:
    """What this person can do, and how to talk with the bot."""
    return Card(
        "วิธีใช้",
        (
            *duties(facts),
            "แตะปุ่มในเมนู แล้วตอบทีละข้อ จะแตะปุ่มหรือพิมพ์ตอบก็ได้",
            "พิมพ์ ย้อนกลับ เพื่อกลับไปข้อก่อน  พิมพ์ ข้าม ในข้อที่ข้ามได้",
            "พิมพ์ ออก เพื่อออกจากรายการ เลือกเก็บร่างไว้ทำต่อได้",
            "พิมพ์ เมนู เพื่อเริ่มรายการอื่น พิมพ์ วิธีใช้ เมื่อไม่แน่ใจ ได้ทุกเมื่อ",
            "ส่งภาพได้ตลอดระหว่างบันทึกผล ระบบจะเก็บไว้ในข้อภาพให้เอง",
        ),
        buttons=(
            Button("เมนู", "o.menu", "primary"),
            Button(LABELS["privacy"], "o.privacy"),
            Button(LABELS["my_channel"], "o.my_channel"),
            Button(LEAVE, ALWAYS[LEAVE]),
        ),
    )


def help_screen(facts: Facts) -> Screen:
    """The same, from the menu."""
    return Screen((helped(facts),))


def privacy(facts: Facts) -> Screen:
    """The privacy notice (public task; PDPA section 24(4)) in full."""
    return Screen((privacy_card(),))


def privacy_note() -> Text:
    """What to know at first contact; below the first answer, and without buttons, so that it stands in nobody's way."""
    return Text(f"{PRIVACY[0]}\nอ่านทั้งหมด: เมนู › {LABELS['help']} › {LABELS['privacy']}")


def privacy_card() -> Card:
    return Card("ความเป็นส่วนตัว", PRIVACY, buttons=(MENU,))


def parked(facts: Facts) -> Screen:
    """Messages that could not be handled: who, when and in which dialog, never the text."""
    require(facts["who"], Act.PARKED)
    rows = facts["parked"]
    if not rows:
        return Screen((Card("ข้อความที่ติดค้าง", ("ไม่มีข้อความที่ติดค้าง",), buttons=(MENU,)),))
    lines = tuple(
        f"{n}. {row.name} เมื่อ {row.when} ({LABELS.get(row.dialog, 'นอกรายการ')})" for n, row in enumerate(rows, 1)
    )
    buttons = tuple(Button(f"ลองใหม่ ลำดับ {n}", f"o.retry_parked.{row.id}") for n, row in enumerate(rows, 1))
    return Screen((Card("ข้อความที่ติดค้าง", lines, buttons=(*buttons, MENU)),))


def retry_parked(facts: Facts, inbox_id: str) -> Do:
    """Try one of them again."""
    require(facts["who"], Act.PARKED)
    return Do(RetryParked(int(inbox_id)))

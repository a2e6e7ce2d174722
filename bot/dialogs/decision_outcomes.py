"""What is said after a decision about a document, and when somebody is to decide in another's place."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any, Final

from bot.dialogs.approval import described
from bot.dialogs.around import MENU
from bot.dialogs.kit import first_few
from bot.dialogs.reports import MEND, act_buttons, approve_token, doubtful, lacking, look, mend, mend_mark, skips
from bot.dialogs.templates import look_button
from bot.domain import decisions as d
from bot.domain.duty import Duty
from bot.domain.marks import Marked
from bot.domain.report import ReportState
from bot.messages import Button, Card, File, Message, Note, Text

TODO = Button("สิ่งที่ต้องทำ", "o.todo", "primary")
ACTING = Button("ผู้รักษาราชการแทน", "o.acting")
Told = tuple[tuple[Message, ...], tuple[Note, ...]]
WHY: Final = 8
"""Reasons to think twice that are read before an approval."""


def approve_asked(e: d.ApproveAsked) -> Told:
    sure = Button("ยืนยันอนุมัติ", f"{approve_token(e.report)}-sure", "primary")
    wait = Button("ยังไม่อนุมัติ", f"o.report.{e.report.id}")
    return (Card(e.report.title, (*first_few(e.why, WHY), "ยืนยันอนุมัติหรือไม่"), "รออนุมัติ", buttons=(sure, wait)),), ()


def decided(e: d.Decided) -> Told:
    """A decision about a report: the actor sees it done, the others what it means for them."""
    report = e.report
    sample = " (ตัวอย่าง)" if e.sample and "ตัวอย่าง" not in e.agency else ""
    seen = look(report)
    head = (f"{e.agency}{sample}", f"ฉบับที่ {report.version}")
    document = (File(e.file[0], e.file[1], report.title, e.file[2]),) if e.file else ()

    def card(state: str, *lines: str, buttons: tuple[Button, ...] = (seen,)) -> Card:
        return Card(report.title, (*head, *lines), state, buttons=buttons)

    def request(people: tuple[int, ...], state: str, who: str, *acts: str) -> tuple[Note, ...]:
        """The document, what is odd in it, and what is asked of whom gets it."""
        decide = act_buttons(report, acts)
        notes = []
        for person in people:
            place = (f"ท่านรักษาราชการแทน{e.acting[person]}",) if person in e.acting else ()
            lines = (who, *place, *e.about, *doubtful(e.findings, e.kept), *e.early)
            wanted = card(state, *lines, buttons=(*decide, look_button(report), seen))
            notes += [Note(person, message=message) for message in (*document, wanted)]
        return tuple(notes)

    def told(news: Card, *, waits: bool = False, but: tuple[int, ...] = ()) -> tuple[Note, ...]:
        return tuple(Note(person, message=news, waits=waits) for person in e.concerned if person not in but)

    undo = (*act_buttons(report, ("undo",)), MENU)
    match e.act:
        case "ask_submit":
            said = Text("แจ้งผู้ดูแลแผนพร้อมไฟล์แล้ว", buttons=(MENU,))
            return (said,), request(e.owners, "ร่าง", f"{e.by} ขอให้ส่งขออนุมัติ", "submit")
        case "submit":
            asked = request(e.approvers, "รออนุมัติ", f"ส่งโดย {e.by}", "approve", "return")
            others = told(card("รออนุมัติ", f"ส่งขออนุมัติโดย {e.by}"), waits=True, but=e.approvers)
            return (submitted(e),), (*asked, *others)
        case "approve" if report.state is ReportState.APPROVED:
            mine = Card(report.title, ("กำลังจัดทำฉบับสมบูรณ์ส่งให้ผู้เกี่ยวข้อง",), "อนุมัติแล้ว", buttons=undo)
            return (mine,), told(card("อนุมัติแล้ว", f"อนุมัติโดย {e.by}"), waits=True)  # the document follows
        case "approve" | "skip":
            did = f"เห็นชอบโดย {e.by}" if e.act == "approve" else f"ข้ามขั้นที่ไม่มีผู้พิจารณาโดย {e.by}"
            asked = request(e.approvers, "รออนุมัติ", did, "approve", "return") if e.moved else ()
            waits = f"รอ{report.course.awaited}พิจารณา"
            lack = (lacking(e.missing),) if e.missing else ()
            news = (did, waits, *(skips(report.course) if e.moved else ()), *lack)
            others = told(card("รออนุมัติ", *news), waits=not lack, but=e.approvers)
            mine = Card(report.title, (waits, *lack), "รออนุมัติ", buttons=undo if e.act == "approve" else (seen, MENU))
            return (mine,), (*asked, *others)
        case "return":
            reason = f"เหตุผล: {e.reason}"
            named = (reason, *_numbered(duty for one in e.marked for duty in one.duties))
            mine = Card("ส่งกลับแล้ว", (report.title, *named), "ส่งกลับแก้ไข", buttons=undo)
            by = f"ส่งกลับโดย {e.by}"
            theirs = tuple(_marked(e, one, by, reason) for one in e.marked)
            but = (*e.asked_before, *(one.person_id for one in e.marked))
            mending = told(card("ส่งกลับแก้ไข", by, *named, buttons=(mend(report), seen)), but=but)
            know = told(card("ส่งกลับแก้ไข", by, *named), but=tuple(p for p in e.concerned if p not in e.asked_before))
            return (mine,), (*theirs, *mending, *know)
    mine = Card("เลิกทำคำสั่งล่าสุดแล้ว", (report.title,), "รออนุมัติ", buttons=act_buttons(report, ("approve", "return")))
    free = Card(report.title, (f"{e.by} เลิกทำการส่งกลับ ไม่ต้องแก้ไขตามที่ส่งกลับแล้ว",), "รออนุมัติ", buttons=(seen,))
    freed = tuple(Note(each.person_id, message=free) for each in e.marked if each.person_id not in e.concerned)
    gone = ("ฉบับสมบูรณ์ที่ส่งให้ไปแล้วยังใช้ไม่ได้",) if e.final_gone else ()
    return (mine,), (*told(card("รออนุมัติ", f"{e.by} เลิกทำคำสั่งล่าสุด รอพิจารณาใหม่", *gone)), *freed)


def _marked(e: d.Decided, one: Marked, *why: str) -> Note:
    """The items that one person is to mend, each with the way to what was recorded of it."""
    buttons = (*map(mend_mark, one.duties), look(e.report))
    lines = (e.report.title, *why, *_numbered(one.duties))
    return Note(one.person_id, message=Card(MEND, lines, "ส่งกลับแก้ไข", buttons=buttons))


def _numbered(duties: Iterable[Duty]) -> tuple[str, ...]:
    """What is to be mended, each once."""
    return tuple(f"{n}. {title}" for n, title in enumerate(dict.fromkeys(duty.title for duty in duties), 1))


def submitted(e: d.Decided) -> Card:
    """What who submits is told: that it was passed on, or that there is nobody yet to pass it on to."""
    title, skipped = e.report.title, skips(e.report.course)
    if not e.missing:
        lines: tuple[str, ...] = (title, "ผู้อนุมัติได้รับแจ้งพร้อมไฟล์แล้ว", *skipped)
        return Card("ส่งขออนุมัติแล้ว", lines, "รออนุมัติ", buttons=(look(e.report), MENU))
    lines = (
        title,
        *skipped,
        f"หน่วยงานยังไม่มี{e.missing}ที่เข้าใช้งาน จึงยังไม่มีผู้ได้รับรายงานนี้",
        f"กรุณาเชิญ{e.missing} เมื่อเข้าใช้งานแล้วจะได้รับรายงานนี้ทันที",
    )
    invite = Button("คนในหน่วยงาน", "o.people") if e.approvers else Button("เชิญคน", "n.invite")
    return Card("รอผู้อนุมัติเข้าใช้งาน", lines, "รออนุมัติ", buttons=(replace(invite, style="primary"), look(e.report), MENU))


def acting_named(e: d.ActingNamed) -> Told:
    what = described(e.acting)
    took = Card("มีผู้รักษาราชการแทน", (e.acting.name, what, f"ตั้งโดย {e.by}"), buttons=(MENU,))
    mine = Card("ท่านเป็นผู้รักษาราชการแทน", (what, f"ตั้งโดย {e.by}", "เอกสารที่รออนุมัติอยู่ที่ สิ่งที่ต้องทำ"), buttons=(TODO, MENU))
    undo = Button("ยกเลิกการรักษาราชการแทน", f"o.end_acting.{e.acting.id}", "danger")
    said = Card("ตั้งผู้รักษาราชการแทนแล้ว", (e.acting.name, what), buttons=(undo, ACTING, MENU))
    return (said,), (Note(e.acting.person_id, message=mine), *(Note(person, message=took) for person in e.told))


def acting_ended(e: d.ActingEnded) -> Told:
    lines = (e.acting.name, described(e.acting))
    back = Button("เลิกทำ", f"o.resume_acting.{e.acting.id}", "primary")
    over = Card("ยกเลิกผู้รักษาราชการแทนแล้ว", (*lines, f"โดย {e.by}"), buttons=(MENU,))
    told = (e.acting.person_id, *e.told)
    said = Card("ยกเลิกผู้รักษาราชการแทนแล้ว", lines, buttons=(back, ACTING, MENU))
    return (said,), tuple(Note(person, message=over) for person in told)


TELLERS: dict[type[Any], Callable[[Any], Told]] = {
    d.ApproveAsked: approve_asked,
    d.Decided: decided,
    d.ActingNamed: acting_named,
    d.ActingEnded: acting_ended,
}

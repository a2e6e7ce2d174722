"""ขอรายงาน · อนุมัติ/ส่งกลับ."""

from collections.abc import Sequence
from typing import Final

from bot.dialogs.around import MENU, refusal
from bot.dialogs.engine import Dialog, Open
from bot.dialogs.kit import Choice, Facts, Picker, first_few, shorten
from bot.dialogs.session import Do, Screen
from bot.dialogs.templates import look_button
from bot.domain.agency import Act, Person, Role, may, require
from bot.domain.approval import Course
from bot.domain.commands import AskReport, Keep
from bot.domain.duty import Duty
from bot.domain.fiscal import short_label
from bot.domain.report import (
    MONTHS,
    About,
    Over,
    Report,
    ReportKind,
    ReportState,
    allowed,
    check_about,
    decides,
)
from bot.messages import Button, Card
from bot.problems import Problem

_MEND: Final = {
    ReportKind.MEASURE_REPORT: ("แก้ผลที่บันทึกแล้ว", "o.mend_result"),
    ReportKind.FOLLOW_UP: ("แก้ผลที่บันทึกแล้ว", "o.mend_result"),
    ReportKind.YEARLY_REPORT: ("แก้ผลที่บันทึกแล้ว", "o.mend_result"),
    ReportKind.PLAN_FLAT: ("โครงการในแผน", "o.items"),
    ReportKind.PLAN_TARGETS: ("โครงการในแผน", "o.items"),
    ReportKind.COUNT_SUMMARY: ("โครงการในแผน", "o.items"),
    ReportKind.FIVE_YEAR_PLAN: ("ข้อมูลประกอบแผน", "o.plan_parts"),
    ReportKind.ORDER: ("แก้คำสั่ง", "o.part.order"),
    ReportKind.ANNOUNCEMENT: ("แก้ประกาศ", "o.part.announcement"),
}


def mend(found: Report) -> Button:
    """Where what a document shows is mended."""
    label, token = _MEND.get(found.kind, ("แก้ผลตามมาตรการ", "o.measures"))
    if found.kind is ReportKind.PROJECT_SHEET:
        label, token = "แก้แบบโครงการ", f"o.sheet.{found.about.subject}"
    if found.kind is ReportKind.MEMO:
        label, token = "แก้ข้อมูลบันทึกข้อความ", f"o.memo.{found.about.code}"
    return Button(label, token, "primary")


AGREE: Final = "เห็นชอบ"
"""What approving is called where another level follows."""
MEND: Final = "แก้ไขตามที่ส่งกลับ"


def mend_mark(duty: Duty) -> Button:
    """Leads to what was recorded of an item that is to be mended."""
    when = short_label(duty.period, duty.period.fiscal_year)
    return Button(shorten(f"แก้ไข {when}: {duty.title}", 60), f"o.{duty.recorded_by}", "primary")


def all_mended(found: Report) -> Card:
    """What plan owners are told once every item that was named is recorded anew."""
    lines = ("แก้ไขรายการที่ส่งกลับครบแล้ว ขอฉบับใหม่แล้วส่งขออนุมัติได้",)
    again = Button("ขอฉบับใหม่", ask_token(found), "primary")
    return Card(found.title, lines, ReportState.RETURNED.label, buttons=(again, look(found)))


ACT_LABELS = {
    "submit": "ส่งขออนุมัติ",
    "ask_submit": "แจ้งผู้ดูแลแผนให้ส่งอนุมัติ",
    "approve": "อนุมัติ",
    "return": "ส่งกลับ",
    "undo": "เลิกทำคำสั่งล่าสุด",
    "skip": "ข้ามขั้นที่ไม่มีผู้พิจารณา",
}


def ask_report(facts: Facts, kind: str = "", code: str = "") -> Dialog | Do | Open | Screen:
    """Ask for a document: choose its kind, then what it is about where there is a choice; by a button in one tap.

    Story: tests/stories/plan_documents.yaml
    """
    require(facts["who"], Act.ASK_DOCUMENT)
    if kind and code:
        about = About.parse(code)
        check_about(ReportKind(kind), about)
        return Do(AskReport(ReportKind(kind), about))
    return _about(ReportKind(kind), facts) if kind else _kind(facts)


def _kind(facts: Facts) -> Dialog:
    return Dialog(
        name="ask_report",
        title="ขอรายงาน",
        questions=(Picker("kind", "ต้องการเอกสารใด", "document_kinds"),),
        finish=lambda a: Open("ask_report", (a["kind"],)),
        review=False,
    )


def _about(kind: ReportKind, facts: Facts) -> Dialog | Do | Screen:
    """One choice is no question; none says what is lacking."""
    lacks, options = facts["document_about", kind]
    if lacks:
        return Screen((refusal(lacks),))
    if len(options) == 1:
        return Do(AskReport(kind, About.parse(options[0].code)))
    key, prompt = _ASKED[kind.over]
    prompt = f"ต้องการ{kind.label}{prompt}"
    if len(options) <= FEW:
        question: Choice | Picker = Choice(key, prompt, options)
    else:
        question = Picker(key, prompt, ("document_options", kind))
    return Dialog(
        name="ask_report",
        title=f"ขอ{kind.label}",
        questions=(question,),
        finish=lambda a: AskReport(kind, About.parse(a[key])),
        review=False,
    )


FEW: Final = 5
"""Choices that are all shown as buttons; more are looked through."""
_ASKED: Final = {
    Over.ROUND: ("round", "รอบใด"),
    Over.YEAR: ("year", "ปีใด"),
    Over.PLAN: ("plan", "ช่วงใด"),
    Over.ITEM: ("item", "ของโครงการใด"),
    Over.MEASURE: ("measure", "ของมาตรการใด"),
    Over.DOCUMENT: ("document", "เสนอเอกสารใด"),
}


def around(found: Report, who: Person) -> tuple[Button, ...]:
    """Where is written what a document says besides its data."""
    if not may(who, Act.CHANGE_PLAN, division_id=None):
        return ()
    if found.kind is ReportKind.MEMO:
        return (Button("เลขที่ วันที่ และข้อความ", f"o.memo.{found.about.code}"),)
    return (Button("ปัญหาและข้อเสนอแนะ", f"o.round_note.{found.about.code}"),) if found.kind in MONTHS else ()


def report(facts: Facts, report_id: str) -> Screen:
    """One report and what this person may do with it now."""
    found: Report | None = facts["report", int(report_id)]
    if found is None:
        raise Problem("report_gone")
    require(facts["who"], Act.ASK_DOCUMENT)
    return Screen((report_card(found, facts),))


def report_card(found: Report, facts: Facts) -> Card:
    """A report as a card with the buttons its state allows."""
    who: Person = facts["who"]
    acts = allowed(found, who, facts["posts"], facts["now"])
    lines = [f"ฉบับที่ {found.version}", *stages(found)]
    buttons: list[Button] = []
    if found.state is ReportState.RETURNED:
        lines.append(f"เหตุผลที่ส่งกลับ: {found.course.last.reason if found.course.last else ''}")
        if may(who, Act.RECORD_RESULT):
            buttons.append(mend(found))
    file = Button("ขอไฟล์อีกครั้ง", ask_token(found))
    if found.state is not ReportState.APPROVED:
        check = facts["report_check", found.id]
        if found.newer or check.changed:
            lines.append("มีฉบับใหม่กว่าแล้ว" if found.newer else "ข้อมูลเปลี่ยนไปหลังจัดทำฉบับนี้")
            if decides(found, facts["posts"]) or may(who, Act.APPROVE):
                lines.append("เมื่อผู้ดูแลแผนส่งฉบับใหม่ ท่านจะได้รับแจ้ง")
            acts, file = (), again(found, who)
        else:
            lines.extend((*check.about, *doubtful(check.findings, check.kept)))
            lines.extend(found.early(facts["today"]))
    if may(who, Act.SUBMIT) and found.id in [each.id for each in facts["stranded"]]:
        lines.append(lacking(found.course.awaited))
        acts = (*acts, *(() if found.course.is_last else ("skip",)))
    buttons += (
        *act_buttons(found, acts),
        *around(found, who),
        look_button(found),
        file,
        Button("ประวัติ", f"o.history.report.{found.id}"),
        MENU,
    )
    return Card(found.title, tuple(lines), found.state.label, buttons=tuple(buttons))


def outdated(found: Report, who_changed: str, *, for_owner: bool, for_approver: bool = False) -> Card:
    """What everybody who holds a version is told once its data have changed: that it holds no longer."""
    was = {ReportState.APPROVED: "ฉบับที่อนุมัติแล้ว", ReportState.SUBMITTED: "ฉบับที่รออนุมัติ"}[found.state]
    wait = "เมื่อฉบับใหม่ได้รับอนุมัติ ท่านจะได้รับแจ้ง"
    if for_approver:
        wait = "เมื่อผู้ดูแลแผนส่งฉบับใหม่ ท่านจะได้รับแจ้งเพื่อพิจารณา"
    lines = (
        f"{who_changed} แก้ไขข้อมูลหลังจัดทำ",
        f"{was} (ฉบับที่ {found.version}) ใช้ไม่ได้แล้ว",
        "กรุณาขอฉบับใหม่แล้วส่งขออนุมัติอีกครั้ง" if for_owner else wait,
    )
    button = Button("ขอฉบับใหม่", ask_token(found), "primary") if for_owner else look(found)
    return Card(found.title, lines, ReportState.SUPERSEDED.label, buttons=(button,))


VOIDS: Final = 3
"""Documents that are named; of more their number is told."""


def holds_again(found: Report, who_changed: str) -> Card:
    """What everybody who holds an approved version is told once its data are again as they were."""
    lines = (
        f"{who_changed} ทำให้ข้อมูลกลับเป็นดังเดิมแล้ว",
        f"ฉบับที่อนุมัติแล้ว (ฉบับที่ {found.version}) ใช้ได้ตามเดิม ไม่ต้องขออนุมัติใหม่",
    )
    return Card(found.title, lines, ReportState.APPROVED.label, buttons=(look(found),))


def voids(standing: Sequence[Report]) -> tuple[str, ...]:
    """What is to be known before data are changed that these reports show."""
    did = {ReportState.APPROVED: "ได้รับอนุมัติแล้ว", ReportState.SUBMITTED: "รออนุมัติอยู่"}
    told = tuple(f"{each.title} {did[each.state]} แก้แล้วต้องขออนุมัติใหม่" for each in standing[:VOIDS])
    return (*told, f"และเอกสารอื่นอีก {more} ฉบับ") if (more := len(standing) - VOIDS) > 0 else told


def doubtful(findings: Sequence[str], kept: Sequence[str] = ()) -> tuple[str, ...]:
    """What should be looked at before a report is submitted or approved: how much, and the first of it; then what who
    reported left so on purpose."""
    said = (f"มีข้อที่ควรตรวจ {len(findings)} ข้อ", *first_few(findings)) if findings else ()
    return (*said, *left_so(kept, len(findings))) or ("ตรวจแล้วไม่พบข้อผิดพลาด",)


def left_so(kept: Sequence[str], after: int) -> tuple[str, ...]:
    """What who reported left so on purpose, numbered on from what should be looked at."""
    return first_few([f"คงไว้ตามผู้รายงาน: {sentence}" for sentence in kept], after=after)


def again(found: Report, who: Person) -> Button:
    """Ask for the document as it is now: what comes next for all but those who only decide about it."""
    return Button("ขอฉบับใหม่", ask_token(found), "" if may(who, Act.APPROVE) else "primary")


def ask_token(found: Report) -> str:
    """The data of a button that asks for the document again."""
    return f"o.ask_report.{found.kind}.{found.about.code}"


def look(found: Report) -> Button:
    """See a report and what may be done with it."""
    return Button("ดูรายงาน", f"o.report.{found.id}")


def act_buttons(found: Report, acts: tuple[str, ...]) -> tuple[Button, ...]:
    """The decision buttons, naming the exact version."""
    styles = {"approve": "primary", "submit": "primary", "return": "danger"}
    labels = ACT_LABELS | ({} if found.course.is_last else {"approve": AGREE})
    tokens = {"approve": approve_token(found)}
    return tuple(
        Button(labels[act], tokens.get(act, f"a.{found.id}.{found.version}.{act}"), styles.get(act, ""))  # type: ignore[arg-type]
        for act in acts
    )


def approve_token(found: Report) -> str:
    """The data of the button that approves, naming the version and the level."""
    level = f"-{found.course.level}" if found.course.level > 1 else ""
    return f"a.{found.id}.{found.version}.approve{level}"


def stages(found: Report) -> tuple[str, ...]:
    """The levels of the chain and how far the version has come, where there are several."""
    course = found.course
    if len(course.steps) < 2:
        return ()
    told = []
    for level, step in enumerate(course.steps, 1):
        if step.skipped:
            said = "ข้าม"
        elif level < course.level:
            said = "อนุมัติแล้ว" if level == len(course.steps) else "เห็นชอบแล้ว"
        elif level == course.level and found.state is ReportState.SUBMITTED:
            said = f"รอ{course.awaited}" if course.awaited != step.label else "รอพิจารณา"
        else:
            said = "ส่งกลับ" if level == course.level and found.state is ReportState.RETURNED else "ยังไม่ถึง"
        told.append(f"ขั้นที่ {level} {step.label}: {said}")
    return (*told, *skips(course))


def lacking(whose: str) -> str:
    """Says that nobody is there to decide, and what helps."""
    return f"ยังไม่มี{whose}ที่เข้าใช้งาน กรุณาเชิญ หรือตั้งผู้รักษาราชการแทน"


def skips(course: Course) -> tuple[str, ...]:
    """Whom nobody could ask, a line for each level."""
    told = []
    for step in course.steps:
        if step.without:
            told.append(f"ไม่มีหัวหน้าที่เข้าใช้งาน จึงข้าม: {' '.join(step.without)}")
        elif step.skipped:
            why = "ไม่มีกองเจ้าของเรื่อง" if step.role is Role.DIVISION_HEAD else "ยังไม่มีผู้เข้าใช้งาน"
            told.append(f"ข้ามขั้น{step.label} เพราะ{why}")
    return tuple(told)


def keep(facts: Facts, result_id: str, field: str, code: str) -> Do:
    """Leave a doubtful value of a measure's result as it is, on purpose."""
    return Do(Keep(int(result_id), f"{field}:{code}"))

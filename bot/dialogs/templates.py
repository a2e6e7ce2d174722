"""แม่แบบเอกสาร · ดูหน้าเอกสาร."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from bot.dialogs.around import MENU
from bot.dialogs.engine import Dialog
from bot.dialogs.kit import Answers, Choice, Facts, Files, Option, first_few, suffix
from bot.dialogs.session import Do
from bot.documents.kinds import KINDS
from bot.domain import templates as t
from bot.domain.agency import Act, require
from bot.domain.fiscal import bangkok_day
from bot.domain.history import AskHistory
from bot.domain.report import Report, ReportKind
from bot.domain.verification import VerifyFile
from bot.messages import Button, Card, File, Media, Message, Note, Progress
from bot.problems import Problem
from bot.thai import thai_date_short

SHOWN_PROBLEMS = 8


@dataclass(slots=True, eq=False)
class WordFile(Files):
    """One Word document; when it has come, that is the answer."""

    expects: ClassVar[str] = "photos"
    hint: ClassVar[str] = "ส่งไฟล์ Word (.docx) ที่แก้แล้วหนึ่งไฟล์"
    refused: ClassVar[str] = "not_a_template"
    at_once: ClassVar[bool] = True

    def accepts(self, media: Media) -> bool:
        # What Word can write: what is wrong with the others is told when they were looked at.
        return suffix(media.name) in {"docx", "doc", "docm", "dotx"}


def templates(facts: Facts, media_id: str = "") -> Dialog:
    """The templates of the agency's documents: get one to be changed in Word, or say which one a file is that was sent.

    Story: tests/stories/agency_template.yaml
    """
    require(facts["who"], Act.SETTINGS)

    def finish(a: Answers) -> t.ShowTemplate | t.ChangeTemplate:
        kind = ReportKind(a["kind"])
        return t.ChangeTemplate(kind, int(media_id)) if media_id else t.ShowTemplate(kind)

    return Dialog(
        name="templates",
        title="แม่แบบเอกสาร",
        questions=(
            Choice(
                "kind",
                "ไฟล์ที่ส่งมาเป็นแม่แบบของเอกสารใด" if media_id else "ต้องการแม่แบบของเอกสารใด",
                tuple(Option(kind.value, kind.label) for kind in ReportKind if kind in KINDS),
            ),
        ),
        finish=finish,
        review=False,
    )


def template(facts: Facts, kind: str) -> Do:
    """The template of one kind of document."""
    return Do(t.ShowTemplate(ReportKind(kind)))


def change_template(facts: Facts, kind: str, media_id: str = "") -> Dialog | Do:
    """Send a template back that was changed in Word, if it was not sent before; it is looked at before it is used.

    Story: tests/stories/agency_template.yaml
    """
    require(facts["who"], Act.SETTINGS)
    if media_id:
        return Do(t.ChangeTemplate(ReportKind(kind), int(media_id)))
    label = ReportKind(kind).label

    def finish(a: Answers) -> t.ChangeTemplate:
        return t.ChangeTemplate(ReportKind(kind), a["file"][0])

    return Dialog(
        name="change_template",
        title=f"แม่แบบ{label}",
        questions=(WordFile("file", f"ส่งไฟล์แม่แบบ{label}ที่แก้แล้ว", label="ไฟล์แม่แบบ", limit=1),),
        finish=finish,
        review=False,
    )


def use_template(facts: Facts, kind: str, template_id: str) -> Do:
    """Go back to a template that was used before; 0 is the product's own."""
    return Do(t.UseTemplate(ReportKind(kind), int(template_id)))


def look(facts: Facts, report_id: str, first: str = "1") -> Do:
    """Some pages of a report as pictures, and the whole as PDF."""
    return Do(t.LookAt(int(report_id), int(first)))


def look_button(found: Report) -> Button:
    """See the pages of a report without opening a file."""
    return Button("ดูหน้าเอกสาร", f"o.look.{found.id}")


# --- what is said afterwards ----------------------------------------------------------------------------------------------
Told = tuple[tuple[Message, ...], tuple[Note, ...]]


def _named(version: int, *, own: bool) -> str:
    return f"แม่แบบของหน่วยงาน ฉบับที่ {version}" if own else "แม่แบบเดิมของระบบ"


def template_shown(e: t.TemplateShown) -> Told:
    lines = [_named(e.version, own=e.own)]
    if e.since:
        lines.append(
            f"ใช้ตั้งแต่ {thai_date_short(bangkok_day(e.since), digits='arabic')} โดย {e.by}".removesuffix(" โดย ")
        )
    lines.append("เปิดไฟล์ข้างบนใน Word แก้ถ้อยคำ ตัวอักษร หรือความกว้างได้ แต่คงช่องในวงเล็บ {{ }} และ {% %} ไว้")
    buttons = [Button("ส่งแม่แบบที่แก้แล้ว", f"o.change_template.{e.kind}", "primary")]
    if e.earlier:
        before = _named(e.earlier.version, own=bool(e.earlier.id))
        buttons.append(Button(f"กลับไปใช้{before}", f"o.use_template.{e.kind}.{e.earlier.id}"))
        if e.own and e.earlier.id:
            buttons.append(Button("กลับไปใช้แม่แบบเดิมของระบบ", f"o.use_template.{e.kind}.0"))
    file = File(e.file[0], e.file[1], "แก้ใน Word แล้วส่งกลับมาตรวจได้", e.file[2])
    return (file, Card(f"แม่แบบ{e.kind.label}", tuple(lines), buttons=(*buttons, MENU))), ()


def template_used(e: t.TemplateUsed) -> Told:
    lines = (_named(e.version, own=e.own), "เอกสารที่ขอหลังจากนี้ใช้แม่แบบนี้ ฉบับที่รออนุมัติหรืออนุมัติแล้วไม่เปลี่ยน")
    undo = Button("เลิกทำ", f"o.use_template.{e.kind}.{e.before}")
    return (Card(f"เปลี่ยนแม่แบบ{e.kind.label}แล้ว", lines, buttons=(undo, MENU)),), ()


def waited(e: t.Waited) -> Told:
    if isinstance(e.what, Report):
        said = f"กำลังเตรียมหน้าเอกสารของ{e.what.title}"
    elif isinstance(e.what, AskHistory):
        said = "กำลังจัดทำประวัติเป็นเอกสาร"
    elif isinstance(e.what, VerifyFile):
        said = "กำลังตรวจสอบไฟล์"
    else:
        said = f"กำลังตรวจแม่แบบ{e.what.label}และลองใส่ข้อมูล"
    return (Progress(said, replace=waiting_key(e.errand_id)),), ()


def waiting_key(errand_id: int) -> str:
    """What the result of slow work is drawn over."""
    return f"errand.{errand_id}"


def template_refused(kind: ReportKind, problems: Sequence[Problem], key: str) -> Card:
    """What is to be mended in a template that was sent, a sentence each."""
    lines = first_few([problem.sentence for problem in problems], SHOWN_PROBLEMS)
    again = Button("ส่งแม่แบบที่แก้แล้ว", f"o.change_template.{kind}", "primary")
    shown = Button("ขอแม่แบบที่ใช้อยู่", f"o.template.{kind}")
    return Card(
        f"ยังใช้แม่แบบนี้ไม่ได้ พบ {len(problems)} ข้อ",
        (*lines, "ระบบยังใช้แม่แบบเดิมอยู่"),
        buttons=(again, shown, MENU),
        replace=key,
    )


def template_taken(kind: ReportKind, version: int, before: int, key: str, *, pictures: bool) -> Card:
    """A template is used from now on."""
    lines = [
        _named(version, own=True),
        "ตรวจแล้วและลองใส่ข้อมูลแล้วไม่พบข้อผิดพลาด",
        "เอกสารที่ขอหลังจากนี้ใช้แม่แบบนี้ ฉบับที่รออนุมัติหรืออนุมัติแล้วไม่เปลี่ยน",
    ]
    if not pictures:
        lines.append(Problem("no_office").sentence)
    undo = Button("กลับไปใช้แม่แบบก่อนหน้า", f"o.use_template.{kind}.{before}")
    return Card(f"ใช้แม่แบบ{kind.label}ใหม่แล้ว", tuple(lines), buttons=(undo, MENU), replace=key)

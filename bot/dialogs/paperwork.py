"""What officers write around the data: a memo's number, day and words, notes for a round's report, numbers of the ITA.

Each is written once about its document, round or year; opening what is written shows it, and skipping all of it forgets it.
"""

import re
from typing import Any, ClassVar, Final

from bot.dialogs.around import MENU
from bot.dialogs.doubts import memo_day, outside_period
from bot.dialogs.engine import Dialog
from bot.dialogs.kit import (
    Answers,
    Context,
    Date,
    Doubt,
    Facts,
    Hidden,
    Picker,
    Question,
    Read,
    Text,
    TextList,
    squeeze,
)
from bot.dialogs.plan_forms import odd_words
from bot.dialogs.reports import voids
from bot.dialogs.session import Screen
from bot.domain.agency import require
from bot.domain.ita import ITEM_OF, ItaItems
from bot.domain.measures import CLASSICAL
from bot.domain.paperwork import Paperwork, RoundNote
from bot.domain.parts import stamp
from bot.domain.plan_commands import PaperworkSaved, SavePaperwork
from bot.domain.report import MONTHS, About, Over, Report, ReportKind
from bot.messages import Button, Card
from bot.problems import Problem
from bot.thai import arabic_digits
from bot.thai.text import strip_polite

ITA: Final = {
    "plan": "แผนปฏิบัติการป้องกันการทุจริต",
    "six_month": "รายงานรอบ 6 เดือน",
    "yearly": "รายงานผลประจำปี",
    "measures_result": "รายงานผลตามมาตรการ",
    "measures": "มาตรการส่งเสริมคุณธรรม",
}
"""What has an item of its own in the ITA; the last is printed in no document."""
LACKS: Final = "ยังไม่มี"


def _form(
    facts: Facts, what: Paperwork, about: About, title: str, questions: tuple[Question, ...], says: Any, **more: Any
) -> Dialog:
    """The dialog that writes it: begins with what is written; `says` makes its fields of the answers."""
    require(facts["who"], what.act, division_id=None)
    blank, known = what.blank(about), facts["written", what.value, about.code]

    def initial() -> dict[str, Any]:
        answers = {"stamp": stamp(known)}
        if known == blank:
            return answers
        return answers | {question.key: _plain(getattr(known, question.key)) for question in questions}

    return Dialog(
        name=what.value,
        title=title,
        questions=(Hidden("stamp"), *questions),
        initial=initial,
        finish=lambda a: SavePaperwork(what, about, says(a), a["stamp"]),
        **more,
    )


def _plain(value: Any) -> Any:
    """A field as an answer; None was skipped."""
    if isinstance(value, int):
        return str(value)
    return (list(value) if isinstance(value, tuple) else value) or None


def _voids(facts: Facts, what: Paperwork, about: About) -> tuple[str, ...]:
    return voids(facts["reached_by", what.value, about.code])


# --- memos ------------------------------------------------------------------------------------------------------------------
def memo(facts: Facts, code: str) -> Dialog:
    """Number and day of the memo that submits a document, who writes it, and its words where they are to be other than ours.

    Story: tests/stories/paperwork.yaml
    """
    about, odd = About.parse(code), odd_words(facts)

    def words(key: str, prompt: str, label: str) -> TextList:
        return TextList(key, prompt, label=label, optional=True, later=True, doubt=odd)

    def says(a: Answers) -> dict[str, Any]:
        told: dict[str, Any] = {key: tuple(a.get(key, ())) for key in ("background", "facts", "proposals")}
        division = int(a["division_id"]) if "division_id" in a else None
        return told | {"number": a.get("number", ""), "dated": a.get("dated"), "division_id": division}

    return _form(
        facts,
        Paperwork.MEMO,
        about,
        f"บันทึกข้อความ เสนอ{submitted(about)}",
        (
            Text(
                "number",
                "บันทึกข้อความ ที่เท่าใด เช่น สป 71001/123 (ยังไม่ออกเลข แตะ ข้าม)",
                label="ที่",
                limit=60,
                optional=True,
                doubt=odd,
            ),
            Date(
                "dated",
                "ลงวันที่เท่าใด (ยังไม่ลงวันที่ แตะ ข้าม)",
                label="วันที่",
                optional=True,
                doubt=lambda v, a: memo_day(v, about, facts["today"]),
            ),
            Picker(
                "division_id",
                "ส่วนราชการใดเป็นผู้เสนอ (ถ้าไม่ใส่ ใช้กองของผู้ดูแลแผน)",
                "divisions",
                label="ส่วนราชการ",
                optional=True,
                later=True,
            ),
            words("background", "เรื่องเดิมว่าอย่างไร (ถ้าไม่ใส่ ระบบเขียนให้)", "เรื่องเดิม"),
            words("facts", "มีข้อเท็จจริงใดเพิ่มจากที่ระบบเขียนให้ (ข้อละบรรทัด)", "ข้อเท็จจริงเพิ่มเติม"),
            words("proposals", "ข้อเสนอว่าอย่างไร ข้อละบรรทัด (ถ้าไม่ใส่ ระบบเขียนให้)", "ข้อเสนอ"),
        ),
        says,
        notes=lambda a: _voids(facts, Paperwork.MEMO, about),
    )


def submitted(about: About) -> str:
    """What a memo submits, in words."""
    kind, of = about.submits
    when = "" if kind.over is Over.PLAN else of.label
    return " ".join(filter(None, (kind.label, CLASSICAL.get(of.subject, ""), when)))


# --- notes ------------------------------------------------------------------------------------------------------------------
def round_note(facts: Facts, code: str) -> Dialog:
    """Problems and suggestions about the plan as a whole, at the end of the report of six or twelve months.

    Story: tests/stories/paperwork.yaml
    """
    about = About.parse(code)
    round_ = about.round
    if round_ is None:
        raise ValueError(code)
    odd = odd_words(facts)

    def before(key: str) -> Any:
        """What was noted half a year ago is a draft."""
        first = min(MONTHS.values())
        if about.months == first:
            return None
        known: RoundNote = facts["written", Paperwork.NOTE.value, About(about.fiscal_year, first).code]
        return _plain(getattr(known, key))

    def question(key: str, prompt: str, label: str) -> TextList:
        def doubt(value: Any, a: Answers) -> list[Doubt]:
            return [*odd(value, a), *outside_period("\n".join(value), round_.first_day, round_.last_day)]

        return TextList(key, prompt, label=label, optional=True, default=lambda a: before(key), doubt=doubt)

    return _form(
        facts,
        Paperwork.NOTE,
        about,
        f"ปัญหาและข้อเสนอแนะ {round_.label}",
        (
            question("problems", "ทั้งแผนพบปัญหาหรืออุปสรรคใดในรอบนี้ ข้อละบรรทัด (ไม่มี แตะ ข้าม)", "ปัญหาอุปสรรค"),
            question("suggestions", "มีข้อเสนอแนะใดต่อทั้งแผน ข้อละบรรทัด (ไม่มี แตะ ข้าม)", "ข้อเสนอแนะ"),
        ),
        lambda a: {key: tuple(a.get(key, ())) for key in ("problems", "suggestions")},
        notes=lambda a: _voids(facts, Paperwork.NOTE, about),
    )


# --- numbers of the ITA -------------------------------------------------------------------------------------------------------
_ITA_ITEM: Final = re.compile(r"(?:ita|oit)?(?:ข้อ)?(?:ที่)?(?:o|0|โอ)?[-.]?([1-9][0-9]?)")


class ItaCode(Text):
    """The number of an item of the ITA: "O26", also typed as 26 or ข้อ ๒๖."""

    __slots__ = ()
    hint: ClassVar[str] = "พิมพ์เลขข้อ เช่น O26"

    def read(self, text: str, ctx: Context) -> Read:
        if not (found := _ITA_ITEM.fullmatch(squeeze(strip_polite(text)))):
            raise Problem("ita_item_wanted")
        value = f"O{found[1]}"
        return Read(value, literal=arabic_digits(text).strip() == value)


def ita(facts: Facts, year: str = "") -> Screen:
    """The numbers of the ITA's items in a year: the agency's own, else those of our table; and a button to write others."""
    require(facts["who"], Paperwork.ITA.act, division_id=None)
    this_year: int = facts["fiscal_year"]
    about = About.parse(year or str(this_year))
    own: ItaItems = facts["written", Paperwork.ITA.value, about.code]
    ours: ItaItems = facts["ita_table", about.fiscal_year]
    buttons = [Button("แก้ไขเลขข้อ", f"o.ita_numbers.{about.code}", "primary")]
    others = (each for each in (this_year - 1, this_year, this_year + 1) if each != about.fiscal_year)
    buttons += [Button(f"ปี {each}", f"o.ita.{each}") for each in others]
    lines = [f"{label}: {_number(key, own, ours)}" for key, label in ITA.items()]
    if any(line.endswith(LACKS) for line in lines):
        lines.append("ข้อที่ยังไม่มีเลข ไม่พิมพ์ในเอกสาร")
    card = Card(
        f"เลขข้อ ITA ปี {about.fiscal_year}",
        tuple(lines),
        buttons=(*buttons, Button("ข้อมูลประกอบแผน", "o.plan_parts"), MENU),
    )
    return Screen((card,))


def _number(key: str, own: ItaItems, ours: ItaItems) -> str:
    if number := getattr(own, key):
        return f"{number} (หน่วยงานใส่เอง)"
    return getattr(ours, key) or LACKS


def ita_numbers(facts: Facts, year: str) -> Dialog:
    """Write the numbers that the ITA's items have in a year, where our table does not know them or not rightly.

    Story: tests/stories/paperwork.yaml
    """
    about = About.parse(year)
    ours: ItaItems = facts["ita_table", about.fiscal_year]

    def twice(key: str) -> Any:
        def doubt(value: Any, a: Answers) -> list[Doubt]:
            same = next((ITA[other] for other in ITA if other != key and a.get(other) == value), "")
            return [Doubt("ita_twice", f"ซ้ำกับเลขข้อของ{same}")] if same else []

        return doubt

    def question(key: str, label: str) -> ItaCode:
        return ItaCode(
            key,
            f"{label} อยู่ในข้อใดของ ITA ปี {about.fiscal_year} เช่น O26 (ไม่มีหรือไม่ทราบ แตะ ข้าม)",
            label=label,
            optional=True,
            later=key == "measures",
            default=lambda a: getattr(ours, key),
            doubt=twice(key),
        )

    def voided(a: Answers) -> tuple[str, ...]:
        """Of what stands, the documents that answer an item whose number changes."""
        own: ItaItems = facts["written", Paperwork.ITA.value, about.code]
        standing: list[Report] = facts["reached_by", Paperwork.ITA.value, about.code]
        changed = {key for key in ITA if a.get(key) != getattr(own, key)}
        of = {each.id: each.about.submits[0] if each.kind is ReportKind.MEMO else each.kind for each in standing}
        return voids([each for each in standing if ITEM_OF.get(of[each.id]) in changed])

    return _form(
        facts,
        Paperwork.ITA,
        about,
        f"เลขข้อ ITA ปี {about.fiscal_year}",
        tuple(question(*each) for each in ITA.items()),
        lambda a: {key: a.get(key) for key in ITA},
        notes=voided,
    )


# --- afterwards -----------------------------------------------------------------------------------------------------------------
def _again(what: Paperwork, about: About) -> tuple[Button, ...]:
    """What is done next: the document that says it, and mending it."""
    code = about.code
    match what:
        case Paperwork.MEMO:
            return (Button("ขอบันทึกข้อความ", f"o.ask_report.memo.{code}", "primary"), Button("แก้ไข", f"o.memo.{code}"))
        case Paperwork.NOTE:
            kind = next(kind for kind, months in MONTHS.items() if months == about.months)
            return (
                Button("ขอรายงาน", f"o.ask_report.{kind}.{code}", "primary"),
                Button("แก้ไข", f"o.round_note.{code}"),
            )
        case Paperwork.ITA:
            return (Button("แก้ไข", f"o.ita_numbers.{code}"), Button("ดูเลขข้อ", f"o.ita.{code}"))


def _name(what: Paperwork, about: About) -> str:
    return submitted(about) if what is Paperwork.MEMO else about.label


def paperwork_saved(e: PaperworkSaved) -> tuple[tuple[Card, ...], tuple[()]]:
    """What is said afterwards; the answer carries the undo."""
    undo = Button("เลิกทำ", f"o.undo.{e.change_id}")
    head = f"{'ล้าง' if e.forgotten else 'บันทึก'}{e.what.label}แล้ว"
    return (Card(head, (_name(e.what, e.about),), buttons=(*_again(e.what, e.about), undo, MENU)),), ()


def paperwork_undone(what: Paperwork, about: About) -> Card:
    """What is said once it is again as it was."""
    return Card(f"นำ{what.label}เดิมกลับมาแล้ว", (_name(what, about),), buttons=(*_again(what, about), MENU))

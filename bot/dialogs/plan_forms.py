"""How the rows of each part are asked, kept and shown: indicators, risks, order, announcement, and who signs."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final

from bot.dialogs.doubts import about_name, about_text
from bot.dialogs.kit import (
    Answers,
    Choice,
    Date,
    Doubt,
    Facts,
    Number,
    Option,
    Question,
    Rows,
    Text,
    TextList,
    plain,
    shorten,
)
from bot.dialogs.plan_kinds import ItemNamed, Score, Suggested
from bot.domain import pasted
from bot.domain.agency import Agency, Role
from bot.domain.paperwork import Term
from bot.domain.parts import Part
from bot.domain.plan import Plan, covering
from bot.domain.plan_document import Announcement, Indicator, Member, Order, RiskControl, RiskIssue, RiskRow, Signatory
from bot.problems import Problem
from bot.thai import thai_date_long

UNITS: Final = ("ร้อยละ", "เรื่อง", "ครั้ง", "คน", "ระดับ")
ROLES: Final = ("ประธานคณะทำงาน", "คณะทำงาน", "คณะทำงานและเลขานุการ", "คณะทำงานและผู้ช่วยเลขานุการ")
POSTS: Final = {"clerk": Role.CLERK.label, "mayor": Role.MAYOR.label}


@dataclass(frozen=True, slots=True)
class Form:
    """How one row of a part is asked, kept and shown."""

    questions: Callable[[Facts], tuple[Question, ...]]
    row: Callable[[Answers], Any]
    answers: Callable[[Any], Mapping[str, Any]]
    label: Callable[[Any], str]
    lines: Callable[[Facts, Any], Sequence[str]]


def _day(day: Any) -> str:
    return thai_date_long(day, digits="arabic")


def odd_words(facts: Facts) -> Callable[[Any, Answers], list[Doubt]]:
    """What can be odd in the words of an answer, whatever its kind."""
    own: Agency = facts["who"].agency

    def sound(answer: Any, a: Answers) -> list[Doubt]:
        if isinstance(answer, str):
            return about_text(answer, own)
        cells = [each.values() if isinstance(each, Mapping) else [each] for each in answer]
        return about_text("\n".join(text for row in cells for text in row if isinstance(text, str)), own)

    return sound


# --- indicators -----------------------------------------------------------------------------------------------------------------
def _indicator_questions(facts: Facts) -> tuple[Question, ...]:
    plan: Plan = covering(facts["plan"], facts["fiscal_year"])

    def before(year: int) -> Callable[[Answers], Any]:
        return lambda a: a.get(f"y{year - 1}")

    return (
        Text("label", "ตัวชี้วัดคืออะไร เช่น จำนวนเรื่องร้องเรียนการทุจริตลดลง", label="ตัวชี้วัด", doubt=odd_words(facts)),
        Suggested("unit", "หน่วยนับคืออะไร", label="หน่วยนับ", usual=UNITS, limit=40),
        *(
            Number(
                f"y{year}", f"ค่าเป้าหมายปี {year} เท่าใด", label=f"เป้าหมายปี {year}", optional=True, default=before(year)
            )
            for year in plan.years
        ),
        Text("baseline", "เปรียบเทียบกับข้อมูลใด", label="ข้อมูลฐาน", optional=True, later=True, doubt=odd_words(facts)),
    )


def _indicator(a: Answers) -> Indicator:
    values = {int(key[1:]): value for key, value in a.items() if key[0] == "y" and key[1:].isdigit()}
    return Indicator(a["label"], a["unit"], dict(sorted(values.items())), a.get("baseline", ""))


def _of_indicator(row: Indicator) -> Mapping[str, Any]:
    years = {f"y{year}": value for year, value in row.values.items()}
    return {"label": row.label, "unit": row.unit or None, **years, "baseline": row.baseline or None}


def _indicator_lines(facts: Facts, row: Indicator) -> Sequence[str]:
    base = (f"ข้อมูลฐาน: {row.baseline}",) if row.baseline else ()
    return (f"หน่วยนับ: {row.unit}", *(f"ปี {year}: {plain(v)}" for year, v in row.values.items()), *base)


# --- risks ------------------------------------------------------------------------------------------------------------------------
def _risk_questions(facts: Facts) -> tuple[Question, ...]:
    return (
        Text("step", "ความเสี่ยงอยู่ในขั้นตอนการดำเนินงานใด", label="ขั้นตอน", doubt=odd_words(facts)),
        Rows(
            "issues",
            "มีประเด็นความเสี่ยงการทุจริตใดบ้าง",
            (
                Text("text", "ประเด็นความเสี่ยงคืออะไร"),
                Score("score", "โอกาสเกิด x ผลกระทบเท่าใด (แต่ละค่า 1 ถึง 5) เช่น 4x3", optional=True),
            ),
            label="ประเด็นความเสี่ยง",
            line=lambda row: f"{row['text']} ({row['score']} คะแนน)" if "score" in row else row["text"],
            doubt=odd_words(facts),
        ),
        Rows(
            "controls",
            "มีมาตรการควบคุมใดบ้าง",
            (
                Text("text", "มาตรการควบคุมคืออะไร"),
                ItemNamed("item", "ทำในโครงการใดของแผน (พิมพ์คำบางคำในชื่อโครงการ)", optional=True),
            ),
            label="มาตรการควบคุม",
            line=lambda row: f"{row['text']} (โยงกับโครงการในแผน)" if "item" in row else row["text"],
            doubt=odd_words(facts),
            optional=True,
        ),
    )


def _risk(a: Answers) -> RiskRow:
    return RiskRow(
        a["step"],
        tuple(RiskIssue(row["text"], row.get("score")) for row in a["issues"]),
        tuple(RiskControl(row["text"], row.get("item")) for row in a.get("controls", ())),
    )


def _of_risk(row: RiskRow) -> Mapping[str, Any]:
    issues = [{"text": i.text} | ({"score": i.score} if i.score else {}) for i in row.issues]
    controls = [{"text": c.text} | ({"item": c.item_id} if c.item_id else {}) for c in row.controls]
    return {"step": row.step, "issues": issues or None, "controls": controls or None}


def _risk_lines(facts: Facts, row: RiskRow) -> Sequence[str]:
    titles = {option.code: option.label for option in facts["items"]}
    issues = [f"• {i.text}{f' ({i.score} คะแนน)' if i.score else ''}" for i in row.issues]
    controls = []
    for control in row.controls:
        item = titles.get(str(control.item_id), "ไม่พบโครงการในแผนแล้ว") if control.item_id else "ยังไม่โยงกับโครงการใด"
        controls.append(f"มาตรการควบคุม: {control.text} ({shorten(item, 60)})")
    return (*issues, *controls)


# --- order --------------------------------------------------------------------------------------------------------------------------
def _order_questions(facts: Facts) -> tuple[Question, ...]:
    sound = odd_words(facts)
    return (
        Text("number", "คำสั่งเลขที่เท่าใด เช่น 123/2569 (ยังไม่มีเลข แตะ ข้าม)", label="เลขที่คำสั่ง", optional=True, limit=40),
        Date("signed_on", "สั่ง ณ วันที่เท่าใด", label="วันที่สั่ง", optional=True),
        Rows(
            "members",
            "มีใครในคณะทำงานบ้าง (พิมพ์หรือวางได้หลายบรรทัด เช่น ปลัดเทศบาล ประธานคณะทำงาน)",
            (
                Text("position", "ตำแหน่งใด"),
                Suggested("role", "ทำหน้าที่ใดในคณะทำงาน", usual=ROLES, limit=60),
                Text("name", "ชื่ออะไร (แต่งตั้งโดยตำแหน่ง แตะ ข้าม)", optional=True),
            ),
            label="คณะทำงาน",
            line=lambda row: " ".join((row.get("name", ""), row["position"], "–", row["role"])).strip(),
            paste=_pasted_members,
            doubt=sound,
            limit=40,
        ),
        TextList("duties", "คณะทำงานมีหน้าที่อะไรบ้าง (พิมพ์หรือวาง ข้อละหนึ่งบรรทัด)", label="หน้าที่", doubt=sound),
        Text("subject", "คำสั่งเรื่องอะไร", label="เรื่อง", optional=True, later=True, doubt=sound),
        TextList(
            "reasons", "เหตุผลของคำสั่งว่าอย่างไร (ถ้าไม่ใส่ ระบบเขียนให้)", label="เหตุผล", optional=True, later=True, doubt=sound
        ),
        Date("effective", "มีผลตั้งแต่วันใด (ถ้าไม่ใส่ มีผลตั้งแต่วันที่สั่ง)", label="วันที่มีผล", optional=True, later=True),
    )


def _pasted_members(text: str) -> Sequence[Mapping[str, Any]]:
    found = pasted.lines(text)
    try:
        members = [pasted.member(line) for line in found]
    except Problem:
        if len(found) > 1:
            raise
        return []  # a post alone: its role is asked
    return [{key: value for key, value in asdict(member).items() if value} for member in members]


def _order(a: Answers) -> Order:
    return Order(
        subject=a.get("subject", ""),
        members=tuple(Member(**row) for row in a["members"]),
        duties=tuple(a["duties"]),
        number=a.get("number", ""),
        reasons=tuple(a.get("reasons", ())),
        effective=a.get("effective"),
        signed_on=a.get("signed_on"),
    )


def _of_order(row: Order) -> Mapping[str, Any]:
    members = [{key: value for key, value in asdict(member).items() if value} for member in row.members]
    return {
        "number": row.number or None,
        "signed_on": row.signed_on,
        "members": members or None,
        "duties": list(row.duties) or None,
        "subject": row.subject or None,
        "reasons": list(row.reasons) or None,
        "effective": row.effective,
    }


def _order_lines(facts: Facts, row: Order) -> Sequence[str]:
    return (
        f"เลขที่: {row.number or 'ยังไม่มี'}",
        f"วันที่สั่ง: {_day(row.signed_on) if row.signed_on else 'ยังไม่มี'}",
        f"คณะทำงาน {len(row.members)} คน หน้าที่ {len(row.duties)} ข้อ",
    )


# --- announcement -------------------------------------------------------------------------------------------------------------------
def _announcement_questions(facts: Facts) -> tuple[Question, ...]:
    sound = odd_words(facts)
    return (
        Date("signed_on", "ประกาศ ณ วันที่เท่าใด (ยังไม่ลงวันที่ แตะ ข้าม)", label="วันที่ประกาศ", optional=True),
        Text("subject", "ประกาศเรื่องอะไร", label="เรื่อง", optional=True, later=True, doubt=sound),
        TextList(
            "reasons",
            "เนื้อความของประกาศว่าอย่างไร (ถ้าไม่ใส่ ระบบเขียนให้)",
            label="เนื้อความ",
            optional=True,
            later=True,
            doubt=sound,
        ),
    )


def _announcement(a: Answers) -> Announcement:
    return Announcement(a.get("subject", ""), tuple(a.get("reasons", ())), a.get("signed_on"))


def _of_announcement(row: Announcement) -> Mapping[str, Any]:
    return {"signed_on": row.signed_on, "subject": row.subject or None, "reasons": list(row.reasons) or None}


def _announcement_lines(facts: Facts, row: Announcement) -> Sequence[str]:
    return (
        f"วันที่ประกาศ: {_day(row.signed_on) if row.signed_on else 'ยังไม่มี'}",
        f"เรื่อง: {row.subject or 'ใช้แผน (ระบบเขียนให้)'}",
        f"เนื้อความ: {f'{len(row.reasons)} ย่อหน้า' if row.reasons else 'ระบบเขียนให้'}",
    )


# --- who signs ------------------------------------------------------------------------------------------------------------------------
def _signatory_questions(facts: Facts) -> tuple[Question, ...]:
    own: Agency = facts["who"].agency
    titles = {"clerk": own.clerk_title, "mayor": own.mayor_title}
    return (
        Choice("post", "ลงนามแทนตำแหน่งใด", tuple(Option(*each) for each in POSTS.items()), label="ลงนามในฐานะ"),
        Text("name", "ชื่อและนามสกุลพร้อมคำนำหน้าคืออะไร", label="ชื่อ", limit=100, doubt=lambda v, a: about_name(v)),
        Text("position", "ตำแหน่งคืออะไร", label="ตำแหน่ง", limit=150, default=lambda a: titles.get(a.get("post", ""))),
        Text(
            "acting_for",
            "รักษาราชการแทนตำแหน่งใด (ถ้าไม่ได้รักษาราชการแทน แตะ ข้าม)",
            label="รักษาราชการแทน",
            limit=150,
            optional=True,
        ),
        Date("first_day", "ลงนามได้ตั้งแต่วันใด (ถ้าไม่กำหนด แตะ ข้าม)", label="ตั้งแต่วันที่", optional=True),
        Date("last_day", "ถึงวันใด (ถ้ายังไม่มีกำหนด แตะ ข้าม)", label="ถึงวันที่", optional=True, doubt=_backwards),
    )


def _backwards(day: Any, a: Answers) -> list[Doubt]:
    first = a.get("first_day")
    return [Doubt("reversed", "วันสิ้นสุดอยู่ก่อนวันเริ่ม")] if first and day < first else []


def _signatory(a: Answers) -> Term:
    who = Signatory(a["name"], a["position"], a.get("acting_for", ""))
    return Term(a["post"], who, a.get("first_day"), a.get("last_day"))


def _of_signatory(row: Term) -> Mapping[str, Any]:
    who = {"name": row.who.name, "position": row.who.position, "acting_for": row.who.acting_for or None}
    return {"post": row.post, **who, "first_day": row.first_day, "last_day": row.last_day}


def _signatory_lines(facts: Facts, row: Term) -> Sequence[str]:
    days = [f"ตั้งแต่ {_day(row.first_day)}"] if row.first_day else []
    days += [f"ถึง {_day(row.last_day)}"] if row.last_day else []
    return (f"ลงนามในฐานะ{POSTS[row.post]}", *row.who.lines, *([" ".join(days)] if days else []))


FORMS: Final[Mapping[Part, Form]] = {
    Part.INDICATORS: Form(
        _indicator_questions, _indicator, _of_indicator, lambda row: f"{row.label} ({row.unit})", _indicator_lines
    ),
    Part.RISKS: Form(_risk_questions, _risk, _of_risk, lambda row: row.step, _risk_lines),
    Part.ORDER: Form(_order_questions, _order, _of_order, lambda row: row.subject or Part.ORDER.label, _order_lines),
    Part.ANNOUNCEMENT: Form(
        _announcement_questions, _announcement, _of_announcement, lambda row: row.subject or Part.ANNOUNCEMENT.label,
        _announcement_lines,
    ),
    Part.SIGNATORIES: Form(
        _signatory_questions, _signatory, _of_signatory, lambda row: f"{row.who.name} ({POSTS[row.post]})", _signatory_lines
    ),
}  # fmt: skip

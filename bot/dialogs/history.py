"""ประวัติ: what happened to an item, a measure, a result or a report, a page at a time; and as a document."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from decimal import Decimal
from typing import Any, Final

from bot.dialogs.around import MENU
from bot.dialogs.kit import Facts, baht, plain, shorten
from bot.dialogs.people import CHANNELS
from bot.dialogs.reports import ACT_LABELS, AGREE
from bot.dialogs.session import Do, Screen
from bot.domain.agency import Act, Role, require
from bot.domain.fiscal import BANGKOK
from bot.domain.history import SYSTEM, AskHistory, Happened
from bot.domain.plan import Reason, State
from bot.messages import Button, Card
from bot.problems import Problem
from bot.thai import thai_date_short

SHOWN: Final = 6
"""Of one page."""
KINDS: Final = frozenset({"item", "measure", "result", "report"})
GONE: Final = {"item": "item_gone", "measure": "measure_gone", "result": "already_gone", "report": "report_gone"}

DID: Final = {
    "item:added": "เพิ่มโครงการ",
    "item:changed": "แก้ไขโครงการ",
    "item:accepted": "รับเข้าแผน",
    "item:moved": "ย้ายลำดับ",
    "item:deleted": "ลบโครงการ",
    "item:restored": "นำโครงการกลับมา",
    "officer:changed": "เปลี่ยนผู้รายงานผล",
    "sheet:changed": "แก้แบบโครงการ",
    "result:recorded": "บันทึกผล",
    "result:changed": "แก้ผล",
    "result:deleted": "ลบผล",
    "result:checked": "ตรวจและอนุมัติผล",
    "result:unchecked": "เลิกทำการอนุมัติผล",
    "result:restored": "นำผลกลับมา",
    "measure:added": "เพิ่มมาตรการ",
    "measure:changed": "แก้ไขมาตรการ",
    "measure:described": "แก้ไขข้อมูลรายงานรายเรื่อง",
    "measure:accepted": "รับเข้าแผน",
    "measure:deleted": "ลบมาตรการ",
    "measure:restored": "นำมาตรการกลับมา",
    "mresult:recorded": "บันทึกผล",
    "mresult:changed": "แก้ผล",
    "mresult:kept": "คงข้อความที่ควรตรวจไว้ตามเดิม",
    "mresult:deleted": "ลบผล",
    "mresult:restored": "นำผลกลับมา",
    "report:made": "จัดทำ",
    "report:outdated": "แก้ไขข้อมูลหลังจัดทำ ใช้ไม่ได้แล้ว:",
    "report:holds_again": "ทำให้ข้อมูลกลับเป็นดังเดิม ใช้ได้ตามเดิม:",
    **{f"report:{act}": label for act, label in ACT_LABELS.items()},
    "report:agree": AGREE,
}
SECTIONS: Final = {
    "rationale": "หลักการและเหตุผล",
    "objectives": "วัตถุประสงค์",
    "target_groups": "กลุ่มเป้าหมาย",
    "steps": "วิธีดำเนินการ",
    "place": "สถานที่",
    "costs": "งบประมาณ",
}
FIELDS: Final = {
    "state": "สถานะ",
    "reason": "เหตุผล",
    "reason_text": "รายละเอียดเหตุผล",
    "done": "การดำเนินงาน",
    "disbursed": "เบิกจ่าย",
    "output": "ผลผลิต",
    "outcome": "ผลลัพธ์",
    "media": "ภาพและไฟล์",
    "caption": "คำบรรยายภาพ",
    "held_on": "วันที่จัด",
    "place": "สถานที่",
    "planned": "เป้าหมายผู้เข้าร่วม",
    "took_part": "ผู้เข้าร่วมจริง",
    "percent": "ร้อยละความสำเร็จ",
    "ordinance": "งบตามข้อบัญญัติ",
    "in_ordinance": "อยู่ในข้อบัญญัติ",
    "published": "ช่องทางเผยแพร่",
    "problems": "ปัญหาอุปสรรค",
    "suggestions": "ข้อเสนอแนะ",
    "next_step": "ขั้นตอนต่อไป",
}


def history(facts: Facts, what: str, subject_id: str, page: str = "0") -> Screen:
    """What happened to something, the newest first.

    Story: tests/stories/history.yaml
    """
    title, told = found(facts, what, subject_id)
    pages = max(1, -(-len(told) // SHOWN))
    at = min(int(page), pages - 1)
    lines = [f"{when(one)} {who(one)}: {did(one)}" for one in told[at * SHOWN : (at + 1) * SHOWN]]
    if pages > 1:
        lines.append(f"หน้า {at + 1} จาก {pages}")
    own = f"o.history.{what}.{subject_id}"
    buttons = [
        *((Button("◀ หน้าก่อน", f"{own}.{at - 1}"),) if at else ()),
        *((Button("หน้าถัดไป ▶", f"{own}.{at + 1}"),) if at < pages - 1 else ()),
        *((Button("ขอประวัติเป็นเอกสาร", f"o.history_file.{what}.{subject_id}"),) if told else ()),
        *((Button("กลับ", f"o.{what}.{subject_id}"),) if what != "result" else ()),
        MENU,
    ]
    if not told:
        lines = ["ยังไม่มีประวัติ"]
    card = Card(shorten(f"ประวัติ {title}"), tuple(lines), buttons=tuple(buttons), replace=f"history.{what}.{subject_id}")
    return Screen((card,))


def history_file(facts: Facts, what: str, subject_id: str) -> Do:
    """The same as a document."""
    if what not in KINDS:
        raise ValueError(what)
    return Do(AskHistory(what, int(subject_id)))


def found(facts: Facts, what: str, subject_id: str) -> tuple[str, Sequence[Happened]]:
    """The name of a thing and what happened to it."""
    if what not in KINDS:
        raise ValueError(what)
    require(facts["who"], Act.ASK_DOCUMENT)
    known = facts["history", what, int(subject_id)]
    if known is None:
        raise Problem(GONE[what])
    title, told = known
    return title or facts["report", int(subject_id)].title, told


# --- one thing in words -------------------------------------------------------------------------------------------------------
def when(one: Happened) -> str:
    local = one.at.astimezone(BANGKOK)
    return f"{thai_date_short(local.date(), digits='arabic')} {local:%H:%M} น."


def who(one: Happened) -> str:
    """Name, what the person was then, and the channel."""
    if one.role == SYSTEM:
        return _role(one)
    aside = ", ".join(filter(None, (_role(one), channel(one))))
    return f"{one.name or '–'} ({aside})" if aside else one.name or "–"


def holder(one: Happened) -> str:
    """Name and what the person was then, as a document has them."""
    return "\n".join(filter(None, (one.name, _role(one))))


def _role(one: Happened) -> str:
    if one.role == SYSTEM:
        return "ระบบ"
    with suppress(ValueError):
        return Role(one.role).label
    return ""


def channel(one: Happened) -> str:
    return CHANNELS.get(one.channel, "")


def did(one: Happened) -> str:
    """What was done, with what was before and the reason given."""
    act, more = one.act, one.details
    section = SECTIONS.get(act.removeprefix("sheet.").partition(":")[0], "") if act.startswith("sheet.") else ""
    words = [DID["sheet:changed"] if act.startswith("sheet") else DID.get(act, act), section]
    if one.period:
        words.append(one.period.label)
    if "version" in more:
        words.append(f"ฉบับที่ {more['version']}")
    if act == "result:recorded" and "state" in more:
        words.append(f"({State(more['state']).label})")
    told = " ".join(filter(None, words))
    was = "; ".join(before(name, value) for name, value in (more.get("was") or {}).items())
    return "".join(
        (
            told,
            f" – {was}" if was else "",
            f" รักษาราชการแทน{more['acting_for']}" if more.get("acting_for") else "",
            f" เพราะ {more['because']}" if more.get("because") else "",
            f" เหตุผล: {more['reason']}" if more.get("reason") else "",
        )
    )


def before(name: str, value: Any) -> str:
    """One field and what stood there."""
    return f"{FIELDS.get(name, name)} เดิม {_shown(name, value)}"


def _shown(name: str, value: Any) -> str:
    if value in (None, "", []):
        return "ว่าง"
    with suppress(ValueError, ArithmeticError):
        match name:
            case "state":
                return State(value).label
            case "reason":
                return Reason(value).label
            case "disbursed" | "ordinance":
                return baht(Decimal(value))
            case "planned" | "took_part" | "percent":
                return plain(Decimal(value))
    if name == "media":
        return f"{len(value)} รายการ"
    if isinstance(value, bool):
        return "ใช่" if value else "ไม่ใช่"
    if isinstance(value, list):
        return ", ".join(" ".join(map(str, row.values())) if isinstance(row, Mapping) else str(row) for row in value)
    return f"“{shorten(' '.join(str(value).split()), 80)}”"

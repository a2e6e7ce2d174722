"""ตั้งค่าหน่วยงาน: what documents say of the agency, who signs them, and the emblem on them."""

from typing import Any, ClassVar, Final

from bot.dialogs.around import MENU
from bot.dialogs.doubts import about_province
from bot.dialogs.engine import Dialog
from bot.dialogs.kit import Answers, Choice, Facts, Hidden, Option, Photos, Text, YesNo
from bot.dialogs.session import Do, Screen
from bot.domain.agency import CHAINS, KINDS, Act, Agency, require
from bot.domain.agency_form import PLACES
from bot.domain.paperwork import signs
from bot.domain.parts import stamp
from bot.domain.plan_commands import SaveAgency, SaveEmblem
from bot.messages import Button, Card

DIGITS: Final = {"thai": "เลขไทย (๑๒๓)", "arabic": "เลขอารบิก (123)"}
EMBLEM: Final = {"": "ยังไม่มี", "pending": "กำลังเตรียมภาพ", "ready": "มีแล้ว", "failed": "ภาพใช้ไม่ได้ กรุณาส่งใหม่"}
SIGNS: Final = {"clerk": "ปลัด", "mayor": "นายก"}


def settings(facts: Facts) -> Screen:
    """The agency as documents print it, and a button for each thing that can be changed."""
    require(facts["who"], Act.SETTINGS)
    own: Agency = facts["who"].agency
    place = " ".join(f"{word}{getattr(own, name)}" for name, word in PLACES.items() if getattr(own, name))
    terms = facts["part", "signatories"]
    lines = [own.name, place or "ยังไม่มีที่ตั้ง", f"ตัวเลขในเอกสาร: {DIGITS[own.digits]}"]
    for post, word in SIGNS.items():
        who = signs(terms, post, facts["today"])
        lines.append(f"ลงนามในฐานะ{word}: {' '.join((who.name, *who.lines)) if who else 'ตามชื่อในหน้า คนในหน่วยงาน'}")
    lines.append(f"ลำดับการอนุมัติ: {CHAINS[own.chain]}")
    emblem: str = facts["emblem"]
    lines.append(f"ตราหน่วยงาน: {EMBLEM[emblem]}")
    buttons = (
        Button("แก้ไขข้อมูลหน่วยงาน", "o.agency"),
        Button("กองและสำนัก", "o.divisions"),
        Button("ผู้ลงนาม", "o.part.signatories"),
        Button("ลำดับการอนุมัติ", "o.chain"),
        Button("ผู้รักษาราชการแทน", "o.acting"),
        Button("เปลี่ยนตรา" if emblem else "ใส่ตรา", "o.emblem"),
        *((Button("นำตราออก", "o.drop_emblem", "danger"),) if emblem else ()),
        Button("แม่แบบเอกสาร", "o.templates"),
        MENU,
    )
    return Screen((Card("ตั้งค่าหน่วยงาน", tuple(lines), buttons=buttons),))


def agency(facts: Facts) -> Dialog:
    """Change the agency's name, kind and place, and the digits of its documents.

    Story: tests/stories/agency_settings.yaml
    """
    require(facts["who"], Act.SETTINGS)
    own: Agency = facts["who"].agency

    def finish(a: Answers) -> SaveAgency:
        asked: dict[str, Any] = {name: a.get(name, "") for name in ("name", "kind", *PLACES, "digits")}
        asked["approve_own"] = a.get("approve_own", own.approve_own)
        changes = {name: value for name, value in asked.items() if value != getattr(own, name)}
        return SaveAgency(changes, a["stamp"])

    return Dialog(
        name="agency",
        title="ข้อมูลหน่วยงาน",
        questions=(
            Hidden("stamp"),
            Choice(
                "kind", "เป็นหน่วยงานชนิดใด", tuple(Option(kind.code, kind.prefix) for kind in KINDS.values()), label="ชนิด"
            ),
            Text("name", "ชื่อเต็มของหน่วยงานคืออะไร", label="ชื่อ", limit=200),
            Text("tambon", "อยู่ตำบลใด", label="ตำบล", limit=100, optional=True),
            Text("district", "อยู่อำเภอใด", label="อำเภอ", limit=100, optional=True),
            Text(
                "province", "อยู่จังหวัดใด", label="จังหวัด", limit=100, optional=True, doubt=lambda v, a: about_province(v)
            ),
            Choice(
                "digits", "เอกสารใช้ตัวเลขแบบใด", tuple(Option(*each) for each in DIGITS.items()), label="ตัวเลขในเอกสาร"
            ),
            YesNo(
                "approve_own",
                "ผู้ที่ส่งขออนุมัติเอง (เมื่อรักษาราชการแทนผู้อนุมัติ) อนุมัติเอกสารนั้นได้หรือไม่",
                label="ผู้ส่งอนุมัติเอง",
                yes="ได้",
                no="ไม่ได้",
                later=True,
            ),
        ),
        initial=lambda: {
            "stamp": stamp(own),
            "kind": own.kind,
            "name": own.name,
            **{name: getattr(own, name) or None for name in PLACES},
            "digits": own.digits,
            "approve_own": own.approve_own,
        },
        finish=finish,
    )


class OnePhoto(Photos):
    """A picture of which there is one."""

    __slots__ = ()
    hint: ClassVar[str] = "ส่งภาพเดียว แล้วแตะ เสร็จแล้ว"


def emblem(facts: Facts) -> Dialog:
    """The picture at the head of orders, announcements and memos.

    Story: tests/stories/agency_settings.yaml
    """
    require(facts["who"], Act.SETTINGS)
    return Dialog(
        name="emblem",
        title="ตราหน่วยงาน",
        questions=(OnePhoto("emblem", "ส่งภาพครุฑหรือตราหน่วยงาน (ใช้ในคำสั่ง ประกาศ และบันทึกข้อความ)", label="ตรา", limit=1),),
        finish=lambda a: SaveEmblem(a["emblem"][0]),
    )


def drop_emblem(facts: Facts) -> Do:
    """Let the agency have no emblem; the answer carries the undo."""
    require(facts["who"], Act.SETTINGS)
    return Do(SaveEmblem(None))

"""บันทึกผลรายไตรมาส: one plan item's progress in one quarter."""

from decimal import Decimal
from typing import Any

from bot.dialogs.conversation import Screen
from bot.dialogs.doubts import about_outcome, about_text, outside_period, period_ahead, period_outside
from bot.dialogs.engine import Dialog, Open
from bot.dialogs.kit import (
    Answers,
    Choice,
    Date,
    Doubt,
    Facts,
    Files,
    Hidden,
    LongText,
    Money,
    Number,
    Option,
    Percent,
    Photos,
    Picker,
    Rows,
    Text,
    YesNo,
    baht,
)
from bot.domain.agency import Act, require
from bot.domain.commands import RecordResult
from bot.domain.fiscal import Quarter
from bot.domain.plan import PlanItem, QuarterResult, Reason, State, covering, full_year
from bot.messages import Button, Card
from bot.problems import Problem

STATES = tuple(
    Option(state.value, state.label) for state in (State.DONE, State.IN_PROGRESS, State.NOT_STARTED, State.CANNOT)
)
REASONS = tuple(Option(reason.value, reason.label) for reason in Reason)

SEND_PHOTOS = "หากมีภาพกิจกรรม ส่งในแชทนี้ได้เลย"

MORE = (
    "held_on",
    "place",
    "planned",
    "took_part",
    "percent",
    "ordinance",
    "in_ordinance",
    "published",
    "problems",
    "suggestions",
)
"""The optional fields of a result record (domain.md section 4), kept together."""


def record_result(facts: Facts, item_id: str = "", quarter_code: str = "") -> Dialog | Screen | Open:
    """Ask for one item's progress in one quarter and record it; without an item, offer what is open, oldest first.

    Story: tests/stories/record_result.yaml
    """
    if not item_id:
        return choose(facts)
    item: PlanItem | None = facts["item", int(item_id)]
    if item is None:
        raise Problem("item_gone")
    quarter = Quarter.parse(quarter_code)
    require(facts["who"], Act.RECORD_RESULT, division_id=item.division_id)
    if not item.active_in(quarter.fiscal_year):
        raise Problem("not_active", year=quarter.fiscal_year)
    if quarter.first_day > facts["today"]:
        raise Problem("quarter_not_open", quarter=quarter.label)
    budget = item.amount(quarter.fiscal_year)
    agency = facts["who"].agency

    def started(a: Answers) -> bool:
        return a.get("state") in {State.IN_PROGRESS, State.DONE}

    def with_budget(a: Answers) -> bool:
        return started(a) and budget > 0

    def reported(a: Answers) -> bool:
        return started(a) and full_year(quarter)

    def last_round(field: str) -> Any:
        before: QuarterResult | None = facts["last_result", item.id, quarter.code]
        return (getattr(before, field) or None) if before else None

    def too_much(value: Decimal, a: Answers) -> list[Doubt]:
        if value <= budget:
            return []
        return [Doubt("over_budget", f"มากกว่างบประมาณที่ตั้งไว้ {baht(budget)}")]

    return Dialog(
        name="record_result",
        title=f"{item.title} {quarter.label}",
        questions=(
            Hidden("version"),
            Choice(
                "state", f"{item.title}\n{quarter.label}: การดำเนินงานอยู่ในสถานะใด", STATES, reads="status", label="สถานะ"
            ),
            Choice(
                "reason",
                "เพราะเหตุใดจึงดำเนินการไม่ได้",
                REASONS,
                label="เหตุผล",
                when=lambda a: a.get("state") == State.CANNOT,
            ),
            Text(
                "reason_text",
                "โปรดระบุเหตุผลสั้น ๆ",
                label="รายละเอียดเหตุผล",
                when=lambda a: a.get("state") == State.CANNOT and a.get("reason") == Reason.OTHER,
            ),
            LongText(
                "done",
                "ดำเนินการอะไรไปแล้วบ้าง",
                label="การดำเนินงาน",
                when=started,
                default=lambda a: last_round("done"),
                doubt=lambda v, a: [*about_text(v, agency), *outside_period(v, quarter.first_day, quarter.last_day)],
            ),
            Money(
                "disbursed",
                f"ใช้งบประมาณไปแล้วกี่บาท (ตั้งไว้ {baht(budget)})",
                label="เบิกจ่าย",
                when=with_budget,
                default=lambda a: budget if a.get("state") == State.DONE else None,
                doubt=too_much,
            ),
            LongText(
                "output",
                "ผลผลิตคืออะไร (สิ่งที่ได้ทำจริง พร้อมจำนวน)",
                label="ผลผลิต",
                when=reported,
                default=lambda a: last_round("output") or "\n".join(item.outputs) or None,
                doubt=lambda v, a: about_text(v, agency),
            ),
            LongText(
                "outcome",
                "ผลลัพธ์คืออะไร (ประโยชน์ที่เกิดขึ้น)",
                label="ผลลัพธ์",
                when=reported,
                default=lambda a: last_round("outcome") or "\n".join(item.outcomes) or None,
                doubt=lambda v, a: [*about_text(v, agency), *about_outcome(v)],
            ),
            Photos("photos", "ส่งภาพกิจกรรม", label="ภาพกิจกรรม", optional=True, later=True, when=started),
            Files(
                "files", "ส่งไฟล์หลักฐาน (PDF, Word, Excel)", label="ไฟล์หลักฐาน", optional=True, later=True, when=started
            ),
            Date(
                "held_on",
                "จัดกิจกรรมวันที่เท่าใด",
                label="วันที่จัด",
                optional=True,
                later=True,
                when=started,
                doubt=lambda v, a: [
                    *period_outside((v, v), quarter.first_day, quarter.last_day),
                    *period_ahead((v, v), facts["today"]),
                ],
            ),
            Text("place", "จัดที่ใด", label="สถานที่", optional=True, later=True, when=started),
            Number(
                "planned",
                "ตั้งเป้าผู้เข้าร่วมไว้กี่คน",
                label="เป้าหมายผู้เข้าร่วม",
                unit="คน",
                whole=True,
                optional=True,
                later=True,
                when=started,
            ),
            Number(
                "took_part",
                "มีผู้เข้าร่วมจริงกี่คน",
                label="ผู้เข้าร่วมจริง",
                unit="คน",
                whole=True,
                optional=True,
                later=True,
                when=started,
            ),
            Percent("percent", "สำเร็จร้อยละเท่าใด", label="ร้อยละความสำเร็จ", optional=True, later=True, when=started),
            Money(
                "ordinance",
                f"ตั้งงบประมาณใน{agency.words.ordinance}กี่บาท",
                label=f"งบใน{agency.words.ordinance}",
                optional=True,
                later=True,
                when=started,
            ),
            YesNo(
                "in_ordinance",
                f"อยู่ใน{agency.words.ordinance}หรือไม่",
                label=f"อยู่ใน{agency.words.ordinance}",
                yes="อยู่",
                no="ไม่อยู่",
                optional=True,
                later=True,
                when=started,
            ),
            Rows(
                "published",
                "เผยแพร่ทางช่องทางใดบ้าง",
                (
                    Text("channel", "เผยแพร่ทางช่องทางใด เช่น เว็บไซต์ เฟซบุ๊ก"),
                    Text("link", "วางลิงก์ที่เผยแพร่", optional=True),
                ),
                line=lambda row: " – ".join(str(cell) for cell in row.values()),
                label="ช่องทางเผยแพร่",
                optional=True,
                later=True,
                when=started,
            ),
            LongText(
                "problems",
                "พบปัญหาหรืออุปสรรคอะไร",
                label="ปัญหาอุปสรรค",
                optional=True,
                later=True,
                doubt=lambda v, a: about_text(v, agency),
            ),
            LongText(
                "suggestions",
                "มีข้อเสนอแนะอะไร",
                label="ข้อเสนอแนะ",
                optional=True,
                later=True,
                doubt=lambda v, a: about_text(v, agency),
            ),
        ),
        initial=lambda: _initial(facts["result", item.id, quarter.code], facts),
        notes=lambda a: (SEND_PHOTOS,) if started(a) and "photos" not in a else (),
        finish=lambda a: RecordResult(
            item_id=item.id,
            quarter=quarter,
            version=a.get("version"),
            state=State(a["state"]),
            reason=Reason(a["reason"]) if "reason" in a else None,
            reason_text=a.get("reason_text", ""),
            done=a.get("done", ""),
            disbursed=a.get("disbursed"),
            output=a.get("output", ""),
            outcome=a.get("outcome", ""),
            more={key: _plain(a[key]) for key in MORE if key in a},
            media=(*a.get("photos", ()), *a.get("files", ())),
            kept=tuple(f"{key}:{code}" for key, codes in a.kept.items() for code in codes),
        ),
    )


def choose(facts: Facts) -> Dialog | Screen | Open:
    """What is open for this person, oldest quarter first."""
    require(facts["who"], Act.RECORD_RESULT)
    options: list[Option] = facts["open_results"]
    if not options:
        covering(facts["plan"], facts["fiscal_year"])
        add = Button("เพิ่มโครงการ", "o.add_item")
        card = Card("บันทึกผลครบแล้ว", ("ไม่มีโครงการที่ค้างรายงานในขณะนี้",), buttons=(add, Button("เมนู", "o.menu")))
        return Screen((card,))
    if len(options) == 1:
        return Open("record_result", tuple(options[0].code.split("_")))
    return Dialog(
        name="record_result",
        title="บันทึกผลรายไตรมาส",
        questions=(Picker("item", "บันทึกผลของโครงการใด (เรียงจากไตรมาสที่ค้างนานที่สุด)", "open_results"),),
        finish=lambda a: Open("record_result", tuple(a["item"].split("_"))),
        review=False,
    )


def mend_result(facts: Facts) -> Dialog | Screen:
    """What was recorded last, of items and measures: one tap opens its review, the next one the answer to mend.

    Story: tests/stories/record_result_states.yaml
    """
    require(facts["who"], Act.RECORD_RESULT)
    if not facts["recorded"]:
        record = Button("บันทึกผลรายไตรมาส", "o.record_result", "primary")
        card = Card("ยังไม่มีผลที่บันทึกไว้", ("เมื่อบันทึกแล้วจะแก้ได้จากที่นี่",), buttons=(record, Button("เมนู", "o.menu")))
        return Screen((card,))
    openers = {"item": "record_result", "measure": "record_measure"}

    def finish(a: Answers) -> Open:
        what, *ids = a["result"].split("_")
        return Open(openers[what], tuple(ids))

    return Dialog(
        name="mend_result",
        title="แก้ผลที่บันทึกแล้ว",
        questions=(Picker("result", "แก้ผลใด (ที่บันทึกล่าสุดอยู่บนสุด)", "recorded"),),
        finish=finish,
        review=False,
    )


def _initial(recorded: QuarterResult | None, facts: Facts) -> dict[str, Any]:
    """A recorded result as answers."""
    if recorded is None:
        return {}
    started = recorded.state in {State.IN_PROGRESS, State.DONE}
    media = facts["media", recorded.media]
    more = {key: value for key, value in recorded.more.items() if value is not None}
    for key in ("planned", "took_part", "percent", "ordinance"):
        if key in more:
            more[key] = Decimal(more[key])
    if "held_on" in more:
        more["held_on"] = Date("held_on", "").load(more["held_on"])
    return {
        "version": recorded.version,
        "state": recorded.state.value,
        "reason": recorded.reason or None,
        "reason_text": recorded.reason_text or None,
        "done": recorded.done or None,
        "disbursed": recorded.disbursed if started else None,
        "output": recorded.output or None,
        "outcome": recorded.outcome or None,
        "photos": [m.id for m in media if m.picture] or None,
        "files": [m.id for m in media if not m.picture] or None,
        **more,
    }


def _plain(value: Any) -> Any:
    """An optional answer as JSON."""
    if isinstance(value, Decimal):
        return str(value)
    return value.isoformat() if hasattr(value, "isoformat") else value

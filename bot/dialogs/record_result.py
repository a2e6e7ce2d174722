"""บันทึกผลรายไตรมาส: one plan item's progress in one quarter."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any, Final

from bot.dialogs.around import MENU
from bot.dialogs.calendar import require_open
from bot.dialogs.doubts import (
    about_outcomes,
    about_outputs,
    about_spending,
    about_text,
    outside_period,
    period_ahead,
    period_outside,
)
from bot.dialogs.engine import Dialog, Open
from bot.dialogs.kit import (
    Answers,
    Choice,
    Date,
    Doubt,
    Facts,
    Files,
    Hidden,
    Link,
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
from bot.dialogs.plan_kinds import Suggested
from bot.dialogs.recorded import (
    BECAUSE,
    MORE,
    UNMOVED,
    WHY_UNMOVED,
    as_answers,
    as_draft,
    differs,
    plain,
    unmoved,
)
from bot.dialogs.reports import voids
from bot.dialogs.session import Screen
from bot.domain.agency import Act, require
from bot.domain.commands import RecordResult
from bot.domain.fiscal import Quarter
from bot.domain.plan import PlanItem, QuarterResult, Reason, State, covering, full_year
from bot.messages import Button, Card
from bot.problems import Problem
from bot.thai import thai_period

STATES = tuple(
    Option(state.value, state.label) for state in (State.DONE, State.IN_PROGRESS, State.NOT_STARTED, State.CANNOT)
)
REASONS = tuple(Option(reason.value, reason.label) for reason in Reason)

SEND_PHOTOS = "หากมีภาพกิจกรรม ส่งในแชตนี้ได้เลย"


def started(a: Answers) -> bool:
    """Whether there is something to tell."""
    return a.get("state") in {State.IN_PROGRESS, State.DONE}


WHY: Final = (
    Suggested(
        "unmoved",
        "เพราะเหตุใดจึงไม่มีความคืบหน้า (เลือก หรือพิมพ์เหตุผล)",
        usual=WHY_UNMOVED,
        label="เหตุผล",
        when=lambda a: a.get("state") == UNMOVED.code,
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
)
EVIDENCE: Final = (
    Photos("photos", "ส่งภาพกิจกรรม", label="ภาพกิจกรรม", optional=True, later=True, when=started),
    Files("files", "ส่งไฟล์หลักฐาน (PDF, Word, Excel)", label="ไฟล์หลักฐาน", optional=True, later=True, when=started),
)
HELD: Final = (
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
)
PUBLISHED: Final = (
    Rows(
        "published",
        "เผยแพร่ทางช่องทางใดบ้าง",
        (
            Text("channel", "เผยแพร่ทางช่องทางใด เช่น เว็บไซต์ เฟซบุ๊ก"),
            Link("link", "วางลิงก์ที่เผยแพร่", optional=True),
        ),
        line=lambda row: " – ".join(str(cell) for cell in row.values()),
        label="ช่องทางเผยแพร่",
        optional=True,
        later=True,
        when=started,
    ),
)
AT_THE_END: Final = (
    ("problems", "พบปัญหาหรืออุปสรรคอะไร", "ปัญหาอุปสรรค"),
    ("suggestions", "มีข้อเสนอแนะอะไร", "ข้อเสนอแนะ"),
    ("next_step", "จะดำเนินการอะไรต่อไป", "ขั้นตอนต่อไป"),
)
"""Questions that are the same for every item."""


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
    require_open(facts, quarter)
    budget = item.amount(quarter.fiscal_year)
    agency = facts["who"].agency

    def with_budget(a: Answers) -> bool:
        return started(a) and budget > 0

    def reported(a: Answers) -> bool:
        return started(a) and full_year(quarter)

    def before() -> QuarterResult | None:
        found: QuarterResult | None = facts["last_result", item.id, quarter.code]
        return found

    def last_round(field: str) -> Any:
        return (getattr(before(), field) or None) if before() else None

    def spent(value: Decimal, a: Answers) -> list[Doubt]:
        """What was spent since the year began: not more than planned, and no less than a quarter ago."""
        by_quarter: Mapping[int, Decimal] = facts["spent", item.id, quarter.fiscal_year]
        doubts = []
        if value and a.get("state") == State.DONE and not item.begun_in(quarter):
            when = thai_period(*item.period_in(quarter.fiscal_year), digits="arabic")
            doubts.append(Doubt("before_period", f"แล้วเสร็จและเบิกจ่ายก่อนช่วงดำเนินการในแผน ({when})"))
        if value > budget:
            doubts.append(Doubt("over_budget", f"มากกว่างบประมาณที่ตั้งไว้ {baht(budget)}"))
        return [*doubts, *about_spending({**by_quarter, quarter.number: value}, quarter.number)]

    def spent_before() -> Decimal | None:
        found = before() if quarter.number > 1 else None  # each year begins with nothing
        return found.disbursed if found and found.quarter.fiscal_year == quarter.fiscal_year else None

    def following() -> Open | None:
        """The open result after this one, beginning anew at the end."""
        codes = [option.code for option in facts["open_results"]]
        here = f"{item.id}_{quarter.code}"
        if here not in codes or len(codes) < 2:
            return None
        return Open("record_result", tuple(codes[(codes.index(here) + 1) % len(codes)].split("_")))

    def corrected(a: Answers) -> bool:
        """Whether what was recorded is changed after it was due."""
        return (
            "version" in a
            and facts["is_over", quarter.code]
            and differs(a, facts["result", item.id, quarter.code], facts)
        )

    def kept() -> tuple[str, ...]:
        recorded: QuarterResult | None = facts["result", item.id, quarter.code]
        return recorded.kept if recorded else ()

    def noted(a: Answers) -> tuple[str, ...]:
        photos = (SEND_PHOTOS,) if started(a) and "photos" not in a else ()
        return (*photos, *voids(facts["reported_in", quarter.code]))

    def finish(a: Answers) -> RecordResult:
        if a["state"] == UNMOVED.code:
            return replace(unmoved(a, item, quarter, before()), because=a.get("because", ""))
        return RecordResult(
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
            more={key: plain(a[key]) for key in MORE if key in a},
            media=(*a.get("photos", ()), *a.get("files", ())),
            kept=tuple(f"{key}:{code}" for key, codes in a.kept.items() for code in codes),
            because=a.get("because", ""),
        )

    return Dialog(
        name="record_result",
        title=f"{item.title} {quarter.label}",
        questions=(
            Hidden("version"),
            Choice(
                "state",
                f"{item.title}\n{quarter.label}: การดำเนินงานอยู่ในสถานะใด",
                (*STATES, UNMOVED),
                reads="status",
                label="สถานะ",
            ),
            *WHY,
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
                f"ตั้งแต่ต้นปีงบประมาณ ใช้งบประมาณไปแล้วกี่บาท (ตั้งไว้ {baht(budget)})",
                label="เบิกจ่าย",
                when=with_budget,
                default=lambda a: budget if a.get("state") == State.DONE else spent_before(),
                doubt=spent,
            ),
            LongText(
                "output",
                "ผลผลิตคืออะไร (สิ่งที่ได้ทำจริง พร้อมจำนวน)",
                label="ผลผลิต",
                when=reported,
                default=lambda a: last_round("output") or "\n".join(item.outputs) or None,
                doubt=lambda v, a: [*about_text(v, agency), *about_outputs([v], item.title)],
            ),
            LongText(
                "outcome",
                "ผลลัพธ์คืออะไร (ประโยชน์ที่เกิดขึ้น)",
                label="ผลลัพธ์",
                when=reported,
                default=lambda a: last_round("outcome") or "\n".join(item.outcomes) or None,
                doubt=lambda v, a: [*about_text(v, agency), *about_outcomes([v], item.title, [a.get("output", "")])],
            ),
            *EVIDENCE,
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
            *HELD,
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
            *PUBLISHED,
            *(
                LongText(key, prompt, label=label, optional=True, later=True, doubt=lambda v, a: about_text(v, agency))
                for key, prompt, label in AT_THE_END
            ),
            Suggested(
                "because",
                f"{quarter.label} พ้นกำหนดรายงานแล้ว แก้ไขเพราะเหตุใด (เลือก หรือพิมพ์เหตุผล)",
                usual=BECAUSE,
                label="เหตุผลที่แก้ไข",
                when=corrected,
            ),
        ),
        initial=lambda: as_answers(facts["result", item.id, quarter.code], facts),
        kept=kept,
        notes=noted,
        earlier=lambda: as_draft(before(), quarter),
        following=following,
        finish=finish,
    )


def choose(facts: Facts) -> Dialog | Screen | Open:
    """What is open for this person, oldest quarter first."""
    require(facts["who"], Act.RECORD_RESULT)
    options: list[Option] = facts["open_results"]
    if not options:
        covering(facts["plan"], facts["fiscal_year"])
        add = Button("เพิ่มโครงการ", "o.add_item")
        card = Card("บันทึกผลครบแล้ว", ("ไม่มีโครงการที่ค้างรายงานในขณะนี้",), buttons=(add, MENU))
        return Screen((card,))
    if len(options) == 1:
        return Open("record_result", tuple(options[0].code.split("_")))
    what = f"ยังไม่ได้บันทึกผล {len(options)} รายการ บันทึกแล้วไปรายการถัดไปได้เลย"
    return Dialog(
        name="record_result",
        title="บันทึกผลรายไตรมาส",
        questions=(Picker("item", f"{what}\nบันทึกผลของโครงการใด (เรียงจากไตรมาสที่ค้างนานที่สุด)", "open_results"),),
        finish=lambda a: Open("record_result", tuple(a["item"].split("_"))),
        review=False,
    )

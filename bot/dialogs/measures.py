"""เพิ่มมาตรการ · ผลวิเคราะห์ ITA · บันทึกผลตามมาตรการ."""

from typing import Any

from bot.dialogs.around import MENU
from bot.dialogs.calendar import require_open
from bot.dialogs.doubts import (
    about_outcomes,
    about_outputs,
    about_owner,
    about_text,
    outside_period,
    period_ahead,
    period_outside,
)
from bot.dialogs.engine import Dialog, Open
from bot.dialogs.kit import (
    Answers,
    Choice,
    Facts,
    Hidden,
    LongText,
    MultiChoice,
    Option,
    Period,
    Photos,
    Picker,
    Text,
    TextList,
)
from bot.dialogs.reports import voids
from bot.dialogs.session import Screen
from bot.domain.agency import Act, may, only_as_draft, require
from bot.domain.commands import RecordMeasureResult, SaveAnalysis, SaveMeasure
from bot.domain.fiscal import Round, rounds_to_record
from bot.domain.measures import MONITORING, ItaAnalysis, Measure, MeasureResult
from bot.domain.progress import SILENT
from bot.domain.single_measure import CODES
from bot.messages import Button, Card
from bot.problems import Problem

SEND_PHOTOS = "หากมีภาพการดำเนินงาน ส่งในแชตนี้ได้เลย"
ROUNDS = tuple(Option(str(months), f"รอบ {months} เดือน") for months in (3, 6, 9, 12))


def add_measure(facts: Facts, measure_id: str = "") -> Dialog:
    """Add a measure of this fiscal year, or mend one.

    Story: tests/stories/measures.yaml
    """
    who = facts["who"]
    measure: Measure | None = facts["measure", int(measure_id)] if measure_id else None
    if measure_id and measure is None:
        raise Problem("measure_gone")
    if measure:
        require(who, Act.CHANGE_PLAN, division_id=measure.division_id)
    else:
        require(who, Act.CHANGE_PLAN)
    fiscal_year = measure.fiscal_year if measure else facts["fiscal_year"]

    def sound(value: list[str], a: Answers) -> list[Any]:
        return about_text("\n".join(value), who.agency)

    return Dialog(
        name="add_measure",
        title=f"แก้ไข {measure.name}" if measure else f"เพิ่มมาตรการ ปีงบประมาณ {fiscal_year}",
        questions=(
            Hidden("version"),
            Picker(
                "name",
                "มาตรการใด (เลือก หรือพิมพ์ชื่อเอง)",
                "classical_measures",
                label="ชื่อมาตรการ",
                free=True,
                doubt=lambda v, a: about_text(v, who.agency),
            ),
            TextList("practices", "แนวทางการปฏิบัติ (พิมพ์ข้อละหนึ่งบรรทัด)", label="แนวทางการปฏิบัติ", doubt=sound),
            TextList("procedure", "ขั้นตอนหรือวิธีการปฏิบัติ (พิมพ์ข้อละหนึ่งบรรทัด)", label="ขั้นตอน/วิธีการ", doubt=sound),
            Picker(
                "owner",
                "ผู้รับผิดชอบคือใคร (เลือก หรือพิมพ์เอง)",
                "divisions",
                label="ผู้รับผิดชอบ",
                free=True,
                doubt=lambda v, a: about_owner(v, who.agency),
            ),
            MultiChoice("rounds", "รายงานผลในรอบใดบ้าง", ROUNDS, label="รอบที่รายงาน", reads="rounds", start=("6", "12")),
            Text(
                "monitoring",
                "การกำกับติดตามทำอย่างไร",
                label="การกำกับติดตาม",
                optional=True,
                later=True,
                default=lambda a: MONITORING,
            ),
        ),
        initial=lambda: _of_measure(measure),
        notes=lambda a: () if only_as_draft(who, Act.CHANGE_PLAN) else voids(facts["standing", fiscal_year]),
        finish=lambda a: SaveMeasure(
            measure_id=measure.id if measure else None,
            version=a.get("version"),
            fiscal_year=fiscal_year,
            name=a["name"],
            practices=tuple(a["practices"]),
            procedure=tuple(a["procedure"]),
            owner=a["owner"],
            monitoring=a.get("monitoring", MONITORING),
            rounds=tuple(int(months) for months in a["rounds"]),
        ),
    )


def ita_analysis(facts: Facts, year: str = "") -> Dialog:
    """What the ITA result says must be mended and improved, and how; one a fiscal year.

    Story: tests/stories/measures.yaml
    """
    who = facts["who"]
    require(who, Act.CHANGE_PLAN)
    fiscal_year = int(year) if year else facts["fiscal_year"]
    years = tuple(Option(str(y), f"ปี {y}") for y in (fiscal_year - 1, fiscal_year, fiscal_year - 2))

    def sound(value: list[str], a: Answers) -> list[Any]:
        return about_text("\n".join(value), who.agency)

    return Dialog(
        name="ita_analysis",
        title=f"ผลวิเคราะห์ ITA สำหรับปีงบประมาณ {fiscal_year}",
        questions=(
            Hidden("version"),
            Choice("analysed_year", "วิเคราะห์ผลการประเมิน ITA ของปีใด", years, label="ปีที่วิเคราะห์"),
            TextList(
                "urgent",
                "ข้อบกพร่องหรือจุดอ่อนที่ต้องแก้ไขเร่งด่วน (ข้อละบรรทัด)",
                label="ต้องแก้ไขเร่งด่วน",
                optional=True,
                doubt=sound,
            ),
            TextList("improve", "ประเด็นที่ต้องพัฒนาให้ดีขึ้น (ข้อละบรรทัด)", label="ต้องพัฒนาให้ดีขึ้น", optional=True, doubt=sound),
            TextList(
                "actions",
                "จะนำผลการวิเคราะห์ไปปฏิบัติอย่างไร (ข้อละบรรทัด)",
                label="แนวทางสู่การปฏิบัติ",
                optional=True,
                doubt=sound,
            ),
        ),
        initial=lambda: _of_analysis(facts["analysis", fiscal_year]),
        notes=lambda a: voids(facts["standing", fiscal_year]),
        finish=lambda a: SaveAnalysis(
            fiscal_year=fiscal_year,
            version=a.get("version"),
            analysed_year=int(a["analysed_year"]),
            urgent=tuple(a.get("urgent", ())),
            improve=tuple(a.get("improve", ())),
            actions=tuple(a.get("actions", ())),
        ),
    )


def record_measure(facts: Facts, measure_id: str = "", round_code: str = "") -> Dialog | Screen | Open:
    """Ask for one measure's result of one round; without a measure, offer what is open, oldest first.

    Story: tests/stories/measure_results.yaml
    """
    who = facts["who"]
    if not measure_id:
        return choose(facts)
    measure: Measure | None = facts["measure", int(measure_id)]
    if measure is None:
        raise Problem("measure_gone")
    round_ = Round.parse(round_code)
    require(who, Act.RECORD_RESULT, division_id=measure.division_id)
    if round_.fiscal_year != measure.fiscal_year or round_.months not in measure.rounds:
        raise Problem("round_not_reported", round=round_.label)
    require_open(facts, round_)

    def last_round(field: str) -> Any:
        before: MeasureResult | None = facts["last_mresult", measure.id, round_.code]
        return (getattr(before, field) or None) if before else None

    def earlier() -> dict[str, Any]:
        found = {
            "details": _list(last_round("details")),
            "output": last_round("output"),
            "outcome": last_round("outcome"),
        }
        return {key: value for key, value in found.items() if value}

    def kept() -> tuple[str, ...]:
        recorded: MeasureResult | None = facts["mresult", measure.id, round_.code]
        return recorded.kept if recorded else ()

    def in_round(text: str) -> list[Any]:
        return [*about_text(text, who.agency), *outside_period(text, round_.first_day, round_.last_day)]

    return Dialog(
        name="record_measure",
        title=f"{measure.name} {round_.label}",
        questions=(
            Hidden("version"),
            TextList(
                "details",
                f"{measure.name}\n{round_.label}: ดำเนินการอะไรไปแล้วบ้าง (ข้อละบรรทัด)",
                label="รายละเอียดการดำเนินงาน",
                default=lambda a: _list(last_round("details")),
                doubt=lambda v, a: in_round("\n".join(v)),
            ),
            Period(
                "period",
                "ดำเนินการในช่วงเวลาใด",
                label="ระยะเวลา",
                default=lambda a: (round_.first_day, max(round_.first_day, min(round_.last_day, facts["today"]))),
                doubt=lambda v, a: [
                    *period_outside(v, round_.first_day, round_.last_day),
                    *period_ahead(v, facts["today"]),
                ],
            ),
            LongText(
                "output",
                "ผลผลิตคืออะไร (สิ่งที่ได้ทำจริง พร้อมจำนวน)",
                label="ผลผลิต",
                default=lambda a: last_round("output"),
                doubt=lambda v, a: [*in_round(v), *about_outputs([v], measure.name)],
            ),
            LongText(
                "outcome",
                "ผลลัพธ์คืออะไร (ประโยชน์ที่เกิดขึ้น ไม่ใช่ชื่อรายงาน)",
                label="ผลลัพธ์",
                default=lambda a: last_round("outcome"),
                doubt=lambda v, a: [*in_round(v), *about_outcomes([v], measure.name, [a.get("output", "")])],
            ),
            Photos("photos", "ส่งภาพการดำเนินงาน", label="ภาพ", optional=True, later=True),
            Text("note", "หมายเหตุว่าอะไร", label="หมายเหตุ", optional=True, later=True, doubt=lambda v, a: in_round(v)),
            LongText(
                "problem",
                "พบปัญหาหรืออุปสรรคอะไร (หากไม่พบ พิมพ์ ไม่มี)",
                label="ปัญหาอุปสรรค",
                later=True,
                doubt=lambda v, a: in_round(v),
            ),
            LongText(
                "suggestion",
                "มีข้อเสนอแนะอะไร (หากไม่มี พิมพ์ ไม่มี)",
                label="ข้อเสนอแนะ",
                later=True,
                doubt=lambda v, a: in_round(v),
            ),
        ),
        initial=lambda: _of_result(facts["mresult", measure.id, round_.code]),
        kept=kept,
        earlier=earlier,
        notes=lambda a: (
            *(() if "photos" in a else (SEND_PHOTOS,)),
            *voids([report for report in facts["standing", round_.fiscal_year] if report.round == round_]),
        ),
        finish=lambda a: RecordMeasureResult(
            measure_id=measure.id,
            round=round_,
            version=a.get("version"),
            details=tuple(a["details"]),
            period=a["period"],
            output=a["output"],
            outcome=a["outcome"],
            note=a.get("note", ""),
            problem=a.get("problem", ""),
            suggestion=a.get("suggestion", ""),
            media=tuple(a.get("photos", ())),
            kept=tuple(f"{key}:{code}" for key, codes in a.kept.items() for code in codes),
        ),
    )


def _list(value: Any) -> list[str] | None:
    return list(value) if value else None


def choose(facts: Facts) -> Dialog | Screen | Open:
    """Measures whose result is open for this person, oldest round first."""
    require(facts["who"], Act.RECORD_RESULT)
    options: list[Option] = facts["open_measures"]
    if not options:
        add = Button("เพิ่มมาตรการ", "o.add_measure")
        card = Card("บันทึกผลมาตรการครบแล้ว", ("ไม่มีมาตรการที่ค้างรายงานในขณะนี้",), buttons=(add, MENU))
        return Screen((card,))
    if len(options) == 1:
        return Open("record_measure", tuple(options[0].code.split("_")))
    return Dialog(
        name="record_measure",
        title="บันทึกผลตามมาตรการ",
        questions=(Picker("measure", "บันทึกผลของมาตรการใด", "open_measures"),),
        finish=lambda a: Open("record_measure", tuple(a["measure"].split("_"))),
        review=False,
    )


def measures(facts: Facts) -> Dialog | Screen:
    """มาตรการของปีนี้: choose one to look at."""
    if not facts["measures"]:
        add = (Button("เพิ่มมาตรการ", "o.add_measure", "primary"),) if may(facts["who"], Act.CHANGE_PLAN) else ()
        buttons = (*add, MENU)
        return Screen((Card("ปีนี้ยังไม่มีมาตรการ", ("เริ่มจากการเพิ่มมาตรการแรก",), buttons=buttons),))
    return Dialog(
        name="measures",
        title="มาตรการของปีนี้",
        questions=(Picker("measure", "เลือกมาตรการที่ต้องการดู", "measures"),),
        finish=lambda a: Open("measure", (a["measure"],)),
        review=False,
    )


def measure(facts: Facts, measure_id: str) -> Screen:
    """One measure, its results by round, and what this person may do with it."""
    who, found = facts["who"], facts["measure", int(measure_id)]
    if found is None:
        raise Problem("measure_gone")
    lines = [f"แนวทาง {len(found.practices)} ข้อ ขั้นตอน {len(found.procedure)} ข้อ", f"ผู้รับผิดชอบ: {found.owner}"]
    buttons = []
    mine = may(who, Act.RECORD_RESULT, division_id=found.division_id)
    ahead = {r for r in (Round(found.fiscal_year, m) for m in found.rounds) if r.last_day >= facts["today"]}
    open_now = rounds_to_record(facts["today"])
    for round_ in (Round(found.fiscal_year, months) for months in found.rounds):
        result = facts["mresult", found.id, round_.code]
        lines.append(f"{round_.label}: {'บันทึกผลแล้ว' if result else SILENT}")
        if mine and (result or round_ in open_now or round_ not in ahead):
            word = "แก้ผล" if result else "บันทึกผล"
            buttons.append(Button(f"{word} รอบ {round_.months} เดือน", f"o.record_measure.{found.id}.{round_.code}"))
            if result:
                label = f"ลบผล รอบ {round_.months} เดือน"
                buttons.append(Button(label, f"o.delete.mresult.{result.id}", "danger"))
    if may(who, Act.CHANGE_PLAN, division_id=found.division_id):
        if found.status == "draft" and may(who, Act.SUBMIT):
            buttons.insert(0, Button("รับเข้าแผน", f"o.accept.measure.{found.id}", "primary"))
        buttons.append(Button("แก้ไขมาตรการ", f"o.add_measure.{found.id}"))
        if found.name in CODES:
            buttons.append(Button("ข้อมูลรายงานรายเรื่อง", f"o.single_measure.{found.id}"))
        if found.status == "draft" or not only_as_draft(who, Act.CHANGE_PLAN):
            buttons.append(Button("ลบมาตรการ", f"o.delete.measure.{found.id}", "danger"))
    if may(who, Act.ASK_DOCUMENT):
        buttons.append(Button("ประวัติ", f"o.history.measure.{found.id}"))
    buttons.append(MENU)
    state = "ร่าง" if found.status == "draft" else ""
    return Screen((Card(found.name, tuple(lines), state, buttons=tuple(buttons)),))


def _of_measure(measure: Measure | None) -> dict[str, Any]:
    """A recorded measure as answers."""
    if measure is None:
        return {}
    return {
        "version": measure.version,
        "name": measure.name,
        "practices": list(measure.practices) or None,
        "procedure": list(measure.procedure) or None,
        "owner": measure.owner or None,
        "rounds": [str(months) for months in measure.rounds],
        "monitoring": measure.monitoring if measure.monitoring != MONITORING else None,
    }


def _of_analysis(known: ItaAnalysis | None) -> dict[str, Any]:
    """A recorded analysis as answers."""
    if known is None:
        return {}
    return {
        "version": known.version,
        "analysed_year": str(known.analysed_year),
        "urgent": list(known.urgent) or None,
        "improve": list(known.improve) or None,
        "actions": list(known.actions) or None,
    }


def _of_result(recorded: MeasureResult | None) -> dict[str, Any]:
    """A recorded result as answers."""
    if recorded is None:
        return {}
    return {
        "version": recorded.version,
        "details": list(recorded.details),
        "period": (recorded.first_day, recorded.last_day),
        "output": recorded.output,
        "outcome": recorded.outcome,
        "photos": list(recorded.media) or None,
        "note": recorded.note or None,
        "problem": recorded.problem or None,
        "suggestion": recorded.suggestion or None,
    }

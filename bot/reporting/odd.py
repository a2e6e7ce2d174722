"""What is odd in a plan, its papers and what was done: findings with the place and a button to mend it.

Rules about words are those of `bot.domain.checks`; here is which text of a document they are asked about, and what a document
lacks.
"""

from collections import Counter
from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from bot.dialogs.kit import shorten
from bot.documents.memo import Memo
from bot.documents.single_measure_report import SingleMeasureReport
from bot.domain import checks
from bot.domain.agency import Act, Agency
from bot.domain.fiscal import Quarter, Round, first_day, last_day
from bot.domain.plan import PlanItem, QuarterResult, State
from bot.domain.plan_document import WholePlan
from bot.domain.progress import SILENT, ItemProgress, progress
from bot.domain.sheet import cost_gaps, missing, numbered
from bot.messages import Button
from bot.reporting.material import Finding
from bot.thai import money_text

SECTIONS = {
    "rationale": "หลักการและเหตุผล",
    "objectives": "วัตถุประสงค์",
    "target_groups": "กลุ่มเป้าหมาย",
    "steps": "วิธีดำเนินการ",
    "costs": "งบประมาณ",
    "outputs": "ผลผลิต",
    "outcomes": "ผลลัพธ์",
}
Odd = Iterator[Finding]


@dataclass(frozen=True, slots=True)
class Words:
    """Rules for texts of one agency about some days."""

    agency: Agency
    first: date
    last: date

    def about(self, texts: Iterable[str], more: Iterable[checks.Finding] = ()) -> Iterator[tuple[str, str]]:
        """Code and sentence of what is odd in them, each rule once."""
        text = "\n".join(texts)
        odd = [*checks.check_text(text, self.agency, self.first, self.last), *checks.numbering(text), *more]
        for found in {each.code: each for each in odd}.values():
            value = f" “{found.value}”" if found.value else ""
            yield found.code, f"{value}: {found.sentence}" if value else f": {found.sentence}"


def of_plan(plan: WholePlan) -> Words:
    return Words(plan.agency, first_day(plan.plan.first_year), last_day(plan.plan.last_year))


def _place(item: PlanItem) -> str:
    return shorten(f"{item.mission} {item.title}", 60)


def _item(item: PlanItem, code: str, sentence: str) -> Finding:
    mend = Button(shorten(f"แก้ {_place(item)}", 40), f"o.add_item.{item.id}")
    return Finding(code, f"{_place(item)} {sentence}".replace(" : ", ": "), (mend,), Act.CHANGE_PLAN, item.division_id)


def items(plan: WholePlan, years: Iterable[int], drafts: int = 0) -> Odd:
    """The rows of a plan that are done in these years."""
    words, wanted = of_plan(plan), set(years)
    rows = [item for item in plan.items if any(item.active_in(year) for year in wanted)]
    if drafts:
        look = Button("โครงการในแผน", "o.items")
        yield Finding("drafts_left_out", f"มีร่าง {drafts} โครงการที่ยังไม่ได้รับเข้าแผน จึงไม่อยู่ในเอกสารนี้", (look,), Act.SUBMIT)
    twice = {name for name, count in Counter(" ".join(item.title.split()) for item in rows).items() if count > 1}
    for item in rows:
        if " ".join(item.title.split()) in twice:
            yield _item(item, "item_twice", ": ชื่อซ้ำกับโครงการอื่นในแผน")
        if not item.division:
            yield _item(item, "owner_missing", ": ยังไม่มีผู้รับผิดชอบ")
        money = any(item.amount(year) for year in wanted)
        if money and "ไม่ใช้งบประมาณ" in item.note:
            yield _item(item, "note_against_budget", ": หมายเหตุว่าไม่ใช้งบประมาณ แต่ตั้งงบประมาณไว้")
        more = (
            *checks.owner_is_agency(item.division, plan.agency),
            *checks.kind_in_title(item.title, item.kind.label),
            *(odd for text in item.outcomes for odd in checks.outcome_lists_rounds(text, measure_name=item.title)),
            *(odd for text in item.outputs for odd in _output(text, item.title)),
        )
        texts = (item.title, item.target_group, item.note, *item.outputs, *item.outcomes)
        for code, sentence in words.about(texts, more):
            yield _item(item, code, sentence)


def _output(text: str, name: str) -> checks.Findings:
    return (*checks.output_is_name(text, name), *checks.output_lists_rounds(text, measure_name=name))


def sheet(plan: WholePlan, item: PlanItem) -> Odd:
    """The sheet of an item."""
    written, words = plan.sheet(item), of_plan(plan)
    where = (Button(shorten(f"แบบโครงการ {_place(item)}", 40), f"o.sheet.{item.id}"),)

    def odd(code: str, sentence: str) -> Finding:
        return Finding(code, f"แบบโครงการ {_place(item)}{sentence}", where, Act.CHANGE_PLAN, item.division_id)

    if lacks := missing(item, written):
        yield odd("sheet_incomplete", f": ยังขาด {', '.join(SECTIONS[name] for name in lacks)}")
    for year, (planned, summed) in cost_gaps(item, written).items():
        amounts = f"{money_text(summed, 'arabic')} ไม่เท่ากับแผน {money_text(planned, 'arabic')}"
        yield odd("cost_gap", f": ปี {year} รายการค่าใช้จ่ายรวม {amounts}")
    texts = (
        *written.rationale,
        *written.objectives,
        *(group.label for group in written.target_groups),
        *(text for _, text in numbered(written.steps)),
        written.place,
        *(line.label for line in written.costs),
    )
    for code, sentence in words.about(texts):
        yield odd(code, sentence)


def order(plan: WholePlan) -> Odd:
    """The order that appoints the working group."""
    found, edit = plan.order, Button("แก้คำสั่ง", "o.edit_part.order")
    if found is None:
        add = Button("เพิ่มคำสั่งแต่งตั้ง", "o.edit_part.order")
        yield Finding("order_missing", "ยังไม่มีคำสั่งแต่งตั้งคณะทำงาน", (add,), Act.CHANGE_PLAN, None)
        return
    for lacks, sentence in (
        (not found.members, "คำสั่งยังไม่มีรายชื่อคณะทำงาน"),
        (not found.number.strip(), "คำสั่งยังไม่มีเลขที่ เว้นที่ว่างไว้ให้"),
        (found.signed_on is None, "คำสั่งยังไม่มีวันที่ลงนาม เว้นที่ว่างไว้ให้"),
    ):
        if lacks:
            yield Finding("order_incomplete", sentence, (edit,), Act.CHANGE_PLAN, None)
    texts = (found.subject, *found.reasons, *found.duties, *(member.position for member in found.members))
    for code, sentence in _early(of_plan(plan)).about(texts):
        yield Finding(code, f"คำสั่ง{sentence}", (edit,), Act.CHANGE_PLAN, None)


def announcement(plan: WholePlan) -> Odd:
    """The announcement of the plan."""
    found, edit = plan.announcement, Button("แก้ประกาศ", "o.edit_part.announcement")
    if found is None:
        add = Button("เพิ่มประกาศใช้แผน", "o.edit_part.announcement")
        yield Finding("announcement_missing", "ยังไม่มีประกาศใช้แผน", (add,), Act.CHANGE_PLAN, None)
        return
    if found.signed_on is None:
        yield Finding("announcement_incomplete", "ประกาศยังไม่มีวันที่ลงนาม เว้นที่ว่างไว้ให้", (edit,), Act.CHANGE_PLAN, None)
    for code, sentence in _early(of_plan(plan)).about((found.subject, *found.reasons)):
        yield Finding(code, f"ประกาศ{sentence}", (edit,), Act.CHANGE_PLAN, None)


def _early(words: Words) -> Words:
    """A plan is ordered and announced in the year before it begins."""
    return Words(words.agency, words.first.replace(year=words.first.year - 1), words.last)


def risks_and_goals(plan: WholePlan) -> Odd:
    """The lists of the first part of a whole plan."""
    words = of_plan(plan)
    of_risks, of_goals = Button("ความเสี่ยงการทุจริต", "o.part.risks"), Button("ตัวชี้วัด", "o.part.indicators")

    def odd(code: str, sentence: str, where: Button) -> Finding:
        return Finding(code, sentence, (where,), Act.CHANGE_PLAN, None)

    if not plan.risks:
        yield odd("risks_missing", "ยังไม่มีความเสี่ยงการทุจริต ส่วนนี้จะไม่อยู่ในแผน", of_risks)
    for number, risk in enumerate(plan.risks, 1):
        if not risk.issues or any(issue.score is None for issue in risk.issues):
            yield odd("risk_unscored", f"ความเสี่ยงลำดับ {number}: ยังไม่มีประเด็นหรือคะแนนความเสี่ยง", of_risks)
        if not risk.controls:
            yield odd("risk_uncontrolled", f"ความเสี่ยงลำดับ {number}: ยังไม่มีมาตรการควบคุม", of_risks)
        elif any(control.item_id is None for control in risk.controls):
            yield odd("control_without_item", f"ความเสี่ยงลำดับ {number}: มาตรการควบคุมไม่ได้อ้างโครงการในแผน", of_risks)
        texts = (risk.step, *(issue.text for issue in risk.issues), *(control.text for control in risk.controls))
        for code, sentence in words.about(texts):
            yield odd(code, f"ความเสี่ยงลำดับ {number}{sentence}", of_risks)
    if not plan.indicators:
        yield odd("indicators_missing", "ยังไม่มีตัวชี้วัดของแผน", of_goals)
    for indicator in plan.indicators:
        if lacks := [str(year) for year in plan.plan.years if year not in indicator.values]:
            place = shorten(indicator.label, 40)
            yield odd("indicator_incomplete", f"ตัวชี้วัด {place}: ยังไม่มีค่าเป้าหมายปี {', '.join(lacks)}", of_goals)


# --- what was done --------------------------------------------------------------------------------------------------------
def results(
    plan: WholePlan,
    found: Iterable[QuarterResult],
    round_: Round,
    today: date,
    waiting: Container[int] = (),
    noted: Iterable[str] = (),
) -> Odd:
    """What a follow-up or a yearly report still lacks by today, and what is odd in it. `waiting`: items with photos that are
    still being prepared; `noted`: what is said of the plan as a whole."""
    words = Words(plan.agency, round_.first_day, round_.last_day)
    mend = Button("แก้ปัญหาและข้อเสนอแนะ", f"o.round_note.{round_.code}")
    for rule, sentence in words.about(noted):
        yield Finding(rule, f"ปัญหาและข้อเสนอแนะ{sentence}", (mend,), Act.CHANGE_PLAN, None)
    for one in progress(plan.items, found, round_):
        yield from _progress(one, words, today)
        if one.item.id in waiting:
            yield _photos(_place(one.item))


def _photos(place: str) -> Finding:
    again = Button("ขอรายงาน", "o.ask_report")
    sentence = f"{place}: ภาพยังเตรียมไม่เสร็จ กรุณาขอฉบับใหม่ในอีกสักครู่"
    return Finding("photos_pending", sentence, (again,), Act.ASK_DOCUMENT)


def _result(item: PlanItem, quarter: Quarter, code: str, sentence: str, verb: str = "แก้ผล") -> Finding:
    mend = Button(shorten(f"{verb} {_place(item)}", 40), f"o.record_result.{item.id}.{quarter.code}")
    return Finding(code, f"{_place(item)}{sentence}", (mend,), division_id=item.division_id)


def _progress(one: ItemProgress, words: Words, today: date) -> Odd:
    item, begun = one.item, [quarter for quarter in one.round.quarters if quarter.first_day <= today]
    if not one.results:
        if begun and one.due(today):
            yield _result(item, begun[-1], "missing_result", f": {SILENT}รอบนี้", "บันทึกผล")
        return
    last = one.results[-1]
    if one.state is State.CANNOT and not one.why:
        yield _result(item, last.quarter, "reason_missing", ": ยังไม่ได้บอกเหตุผลที่ดำเนินการไม่ได้")
    if one.used > one.planned:
        amounts = f"{money_text(one.used, 'arabic')} เกินงบประมาณตามแผน {money_text(one.planned, 'arabic')}"
        kept = "disbursed:over_budget" in last.kept
        yield replace(_result(item, last.quarter, "over_budget", f": ใช้จ่าย {amounts}"), kept=kept)
    if one.round.months == 12 and one.state is State.DONE:
        for text, label in ((one.output, "ผลผลิต"), (one.outcome, "ผลลัพธ์")):
            if not text:
                yield _result(item, last.quarter, "result_incomplete", f": ยังไม่มี{label}")
    spent = {result.quarter.number: result.disbursed for result in one.results if result.disbursed is not None}
    for result in one.results:
        yield from _texts(item, result, words)
        yield from _figures(item, result, spent, today)


def _texts(item: PlanItem, result: QuarterResult, words: Words) -> Odd:
    fields: tuple[tuple[str, str, str, Callable[[str], checks.Findings]], ...] = (
        ("done", "การดำเนินการ", result.done, lambda text: ()),
        ("output", "ผลผลิต", result.output, lambda text: _output(text, item.title)),
        ("outcome", "ผลลัพธ์", result.outcome, lambda text: checks.outcome_lists_rounds(text)),
        ("problems", "ปัญหา", str(result.more.get("problems") or ""), lambda text: ()),
        ("suggestions", "ข้อเสนอแนะ", str(result.more.get("suggestions") or ""), lambda text: ()),
        ("next_step", "ขั้นตอนต่อไป", str(result.more.get("next_step") or ""), lambda text: ()),
    )
    for field, label, text, more in fields:
        for code, sentence in words.about((text,), more(text)):
            kept = f"{field}:{code}" in result.kept
            yield replace(_result(item, result.quarter, code, f" {label}{sentence}"), kept=kept)


def _figures(item: PlanItem, result: QuarterResult, spent: Mapping[int, Decimal], today: date) -> Odd:
    """What is odd in money and days; most of it was asked back when it was told, and kept on purpose."""
    found: list[tuple[str, str, checks.Finding]] = []
    if result.disbursed is not None:
        falls = checks.spending_falls(spent, result.quarter.number)
        if result.disbursed and result.state is State.DONE and not item.begun_in(result.quarter):
            early = checks.Finding("before_period", "", "แล้วเสร็จและเบิกจ่ายก่อนช่วงดำเนินการในแผน")
            falls = (early, *falls)
        found += [("disbursed", f"เบิกจ่าย {money_text(result.disbursed, 'arabic')}", each) for each in falls]
    if held_on := result.more.get("held_on"):
        day = date.fromisoformat(held_on)
        odd = checks.year_outside(day, result.quarter.first_day, result.quarter.last_day)
        found += [("held_on", "วันที่จัด", each) for each in (*odd, *checks.period_ahead(day, today))]
    for field, label, each in found:
        value = f" “{each.value}”" if each.value else ""
        one = _result(item, result.quarter, each.code, f" {label}{value}: {each.sentence}")
        yield replace(one, kept=f"{field}:{each.code}" in result.kept)


def single(report: SingleMeasureReport, waiting: bool = False) -> Odd:
    """The report of one classical measure; `waiting`: some of its photos are still being prepared."""
    if waiting:
        yield _photos(report.measure.title)
    words = Words(report.agency, report.round.first_day, report.round.last_day)
    measure, code = report.measure, report.round.code
    record = Button("บันทึกผลตามมาตรการ", "o.record_measure")
    if not any(result.round == report.round.months for result in report.results):
        yield Finding("missing_result", f"{measure.title}: {SILENT}{report.round.label}", (record,))
    for result in report.results:
        mend = Button(
            f"แก้ผลรอบ {result.round} เดือน",
            f"o.record_measure.{result.measure_id}.{code.rpartition('r')[0]}r{result.round}",
        )
        fields = (
            ("details", "รายละเอียด", result.details, ()),
            ("output", "ผลผลิต", (result.output,), _output(result.output, measure.title)),
            ("outcome", "ผลลัพธ์", (result.outcome,), checks.outcome_lists_rounds(result.outcome)),
            ("note", "หมายเหตุ", (result.note,), ()),
            ("problem", "ปัญหา", (result.problem,), ()),
            ("suggestion", "ข้อเสนอแนะ", (result.suggestion,), ()),
        )
        for field, label, texts, more in fields:
            for odd, sentence in words.about(texts, more):
                kept = f"{field}:{odd}" in result.kept
                yield Finding(odd, f"รอบ {result.round} เดือน {label}{sentence}", (mend,), kept=kept)
    texts = (*measure.background, *measure.objectives, *measure.practices, *(row.work for row in measure.processes))
    for odd, sentence in words.about(texts):
        yield Finding(odd, f"{measure.title}{sentence}", (), Act.CHANGE_PLAN)


def memo(found: Memo, code: str, *, emblem: bool = True) -> Odd:
    """The memo that submits a document; its code is in the button to mend its words."""
    mend = Button("แก้ข้อความบันทึก", f"o.memo.{code}")
    words = Words(found.agency, first_day(found.fiscal_year - 1), last_day(found.fiscal_year + 1))
    if not found.division:
        divisions = Button("กองและสำนัก", "o.divisions")
        yield Finding("division_missing", "ยังไม่รู้ว่าส่วนราชการใดเป็นผู้เสนอ", (divisions,), Act.SETTINGS)
    if not emblem:
        put_in = Button("ใส่ตรา", "o.emblem")
        yield Finding("emblem_missing", "ยังไม่มีภาพครุฑ กรุณาใส่ที่มุมบนซ้ายก่อนเสนอ", (put_in,), Act.SETTINGS)
    for rule, sentence in words.about((*found.background, *found.facts, *found.proposals)):
        yield Finding(rule, f"บันทึกข้อความ{sentence}", (mend,), Act.CHANGE_PLAN, None)

"""เพิ่มโครงการ: a project, activity or measure of the plan. The nine-section sheet is another dialog."""

from bot.dialogs.around import MENU
from bot.dialogs.doubts import about_item, about_outcomes, about_outputs, years_of_period, years_of_words
from bot.dialogs.engine import Dialog, Open
from bot.dialogs.item_officer import named
from bot.dialogs.kit import (
    Answers,
    Choice,
    Doubt,
    Facts,
    Hidden,
    LongText,
    Money,
    MultiChoice,
    Option,
    Period,
    Picker,
    Text,
    TextList,
    YesNo,
    baht,
    shorten,
    squeeze,
)
from bot.dialogs.reports import voids
from bot.dialogs.session import Do, Screen
from bot.domain.agency import Act, may, only_as_draft, require
from bot.domain.commands import Accept, AskDelete, Delete, Restore, SaveItem
from bot.domain.fiscal import Quarter, first_day, last_day, quarters_to_record
from bot.domain.framework import Framework
from bot.domain.plan import ItemKind, PlanItem, covering
from bot.domain.progress import AHEAD, SILENT
from bot.messages import Button, Card
from bot.problems import Problem
from bot.thai import thai_period

DRAFT = " (ร่าง)"
"""Stands after the name of an item that is not taken into the plan yet."""
KINDS = tuple(Option(kind.value, kind.label) for kind in ItemKind)


def add_item(facts: Facts, item_id: str = "") -> Dialog:
    """Add an item to the current plan, or mend one.

    Story: tests/stories/add_project_as_plan_owner.yaml
    """
    item = _known(facts, item_id) if item_id else None
    if item:
        require(facts["who"], Act.CHANGE_PLAN, division_id=item.division_id)
    return _form(facts, item, None)


def copy_item(facts: Facts, item_id: str) -> Dialog:
    """A new item that begins as another one is, with its project sheet.

    Story: tests/stories/plan_order.yaml
    """
    return _form(facts, None, _known(facts, item_id))


def _known(facts: Facts, item_id: str) -> PlanItem:
    found: PlanItem | None = facts["item", int(item_id)]
    if found is None:
        raise Problem("item_gone")
    return found


def _form(facts: Facts, item: PlanItem | None, source: PlanItem | None) -> Dialog:
    """The questions about an item: to mend one, to begin as a copy of another, or to begin with nothing."""
    who = facts["who"]
    require(who, Act.CHANGE_PLAN)
    this_year: int = facts["fiscal_year"]
    plan = covering(facts["plan"], min(item.years) if item else this_year)
    framework: Framework = facts["framework", plan.framework]
    years = tuple(Option(str(year), f"ปี {year}") for year in plan.years)
    only = _only_division(facts)
    ahead = [str(year) for year in plan.years if year >= this_year]

    def missions(a: Answers) -> list[Option]:
        dimension = next(d for d in framework.dimensions if d.code == a["dimension"])
        return [Option(m.code.replace(".", "_"), f"{m.code} {m.title}") for m in dimension.missions]

    def sub_missions(a: Answers) -> list[Option]:
        mission = framework.mission(a["mission"].replace("_", "."))
        return [Option(s.code.replace(".", "_"), f"{s.code} {s.title}") for s in mission.sub_missions]

    def amount(year: int, before: int | None) -> Money:
        def last_year(a: Answers) -> object:
            return a.get(f"amount_{before}") if before else None

        def wanted(a: Answers) -> bool:
            return bool(a.get("paid")) and str(year) in a.get("years", ())

        return Money(
            f"amount_{year}", f"งบประมาณปี {year} กี่บาท", label=f"งบประมาณปี {year}", when=wanted, default=last_year
        )

    def sound(text: str, a: Answers) -> list[Doubt]:
        return about_item(text, who.agency, _years(a))

    def named(title: str, a: Answers) -> list[Doubt]:
        """Also the name of an item that is in its place already."""
        place = a.get("mission", "").replace("_", ".")
        same = {squeeze(f"{place} {title}{draft}") for draft in ("", DRAFT)}
        mine = str(item.id) if item else ""
        there = next((o.code for o in facts["items"] if o.code != mine and squeeze(o.label) in same), "")
        twice = [Doubt("item_twice", "ภารกิจนี้มีรายการชื่อเดียวกันอยู่แล้ว", ("item", there))] if there else []
        return [*twice, *sound(title, a)]

    def finish(a: Answers) -> SaveItem:
        done_in = [int(year) for year in a["years"]]
        return SaveItem(
            item_id=item.id if item else None,
            version=a.get("version"),
            mission=a["mission"].replace("_", "."),
            sub_mission=a.get("sub_mission", "").replace("_", "."),
            kind=ItemKind(a["kind"]),
            title=a["title"],
            target_group=a.get("target_group", ""),
            amounts={year: a.get(f"amount_{year}", Money("", "").load("0")) for year in done_in},
            period=a["period"],
            division_id=int(a["owner"]),
            outputs=tuple(a.get("outputs", ())),
            outcomes=tuple(a.get("outcomes", ())),
            note=a.get("note", ""),
            copy_of=source.id if source else None,
        )

    def begun() -> dict[str, object]:
        if item:
            return _initial(item, framework)
        if not source:
            return {"owner": only}
        mine = may(who, Act.CHANGE_PLAN, division_id=source.division_id)
        as_is = {key: value for key, value in _initial(source, framework).items() if key != "version"}
        return as_is if mine else {**as_is, "owner": only}

    def remarks(a: Answers) -> list[str]:
        same = source is not None and a.get("title") == source.title
        void = voids(facts["reached_by", "item", str(item.id)]) if item else ()
        return [*(["ชื่อยังซ้ำกับโครงการเดิม กรุณาแก้ชื่อก่อนบันทึก"] if same else []), *_unlike(a), *void]

    return Dialog(
        name="copy_item" if source else "add_item",
        title=f"แก้ไข {item.title}" if item else f"คัดลอก {source.title}" if source else "เพิ่มโครงการ",
        questions=(
            Hidden("version"),
            Choice(
                "dimension",
                "อยู่ในมิติใด",
                tuple(Option(d.code, f"{d.code}. {d.title}") for d in framework.dimensions),
                label="มิติ",
            ),
            Choice("mission", "อยู่ในภารกิจใด", missions, label="ภารกิจ", when=lambda a: "dimension" in a),
            Choice(
                "sub_mission",
                "อยู่ในภารกิจย่อยใด",
                sub_missions,
                label="ภารกิจย่อย",
                optional=True,
                when=lambda a: "mission" in a and bool(sub_missions(a)),
            ),
            Choice("kind", "เป็นรายการประเภทใด", KINDS, label="ประเภท"),
            Text("title", "ชื่อเต็มคืออะไร", label="ชื่อ", doubt=named),
            Text("target_group", "กลุ่มเป้าหมายคือใคร จำนวนเท่าใด", label="กลุ่มเป้าหมาย", doubt=sound),
            MultiChoice(
                "years",
                "ดำเนินการในปีงบประมาณใดบ้าง",
                years,
                label="ปีที่ดำเนินการ",
                start=ahead,
                doubt=_against,
            ),
            YesNo("paid", "ใช้งบประมาณหรือไม่", label="งบประมาณ", yes="ใช้งบประมาณ", no="ไม่ใช้งบประมาณ"),
            *(amount(year, year - 1 if year > plan.first_year else None) for year in plan.years),
            Period(
                "period",
                "ระยะเวลาดำเนินการตั้งแต่เมื่อใดถึงเมื่อใด",
                label="ระยะเวลา",
                default=lambda a: _whole_years(a),
                doubt=lambda v, a: years_of_period(_years(a), v) if _years(a) else [],
            ),
            Picker(
                "owner", "กองหรือสำนักใดรับผิดชอบ", "divisions", label="ผู้รับผิดชอบ", later=only is not None and item is None
            ),
            TextList(
                "outputs",
                "ผลผลิตที่คาดว่าจะได้ (พิมพ์ข้อละหนึ่งบรรทัด)",
                label="ผลผลิต",
                doubt=lambda v, a: [*sound("\n".join(v), a), *about_outputs(v, a.get("title", ""))],
            ),
            TextList(
                "outcomes",
                "ผลลัพธ์ที่คาดว่าจะเกิด (พิมพ์ข้อละหนึ่งบรรทัด)",
                label="ผลลัพธ์",
                doubt=lambda v, a: [
                    *sound("\n".join(v), a),
                    *about_outcomes(v, a.get("title", ""), a.get("outputs", ())),
                ],
            ),
            LongText("note", "หมายเหตุว่าอย่างไร", label="หมายเหตุ", optional=True, later=True, doubt=sound),
        ),
        initial=begun,
        notes=remarks,
        finish=finish,
    )


def _only_division(facts: Facts) -> str | None:
    """The division of a new item where there is nothing to choose."""
    divisions: list[Option] = facts["divisions"]
    return divisions[0].code if len(divisions) == 1 else None


def _years(a: Answers) -> list[int]:
    """The fiscal years chosen so far."""
    return sorted(int(year) for year in a.get("years", ()))


def _against(chosen: list[str], a: Answers) -> list[Doubt]:
    """Years that contradict the words answered before."""
    texts = [a.get("title", ""), a.get("target_group", ""), *a.get("outputs", ()), *a.get("outcomes", ())]
    return years_of_words("\n".join(texts), [int(year) for year in chosen])


def _unlike(a: Answers) -> list[str]:
    """What the review says when the years were changed and the period no longer fits."""
    if not {"years", "period"} <= a.keys() or "period" in a.kept:
        return []
    return [doubt.sentence for doubt in years_of_period(_years(a), a["period"])]


def _whole_years(a: Answers) -> object:
    """From the first to the last fiscal year chosen."""
    years = _years(a)
    return (first_day(years[0]), last_day(years[-1])) if years else None


def _initial(item: PlanItem, framework: Framework) -> dict[str, object]:
    """A recorded item as answers."""
    years = [year for year, done in sorted(item.years.items()) if done.active]
    paid = any(item.years[year].amount for year in years)
    return {
        "version": item.version,
        "dimension": framework.dimension_of(item.mission).code,
        "mission": item.mission.replace(".", "_"),
        "sub_mission": item.sub_mission.replace(".", "_") or None,
        "kind": item.kind.value,
        "title": item.title,
        "target_group": item.target_group or None,
        "years": [str(year) for year in years],
        "paid": paid,
        **({f"amount_{year}": item.years[year].amount for year in years} if paid else {}),
        "period": (item.first_day, item.last_day),
        "owner": str(item.division_id) if item.division_id else None,
        "outputs": list(item.outputs) or None,
        "outcomes": list(item.outcomes) or None,
        "note": item.note or None,
    }


def items(facts: Facts) -> Dialog | Screen:
    """รายการโครงการ: choose one to look at."""
    if not facts["items"]:
        add = (Button("เพิ่มโครงการ", "o.add_item", "primary"),) if may(facts["who"], Act.CHANGE_PLAN) else ()
        buttons = (*add, MENU)
        return Screen((Card("ยังไม่มีโครงการในแผน", ("เริ่มจากการเพิ่มโครงการแรก",), buttons=buttons),))
    return Dialog(
        name="items",
        title="โครงการในแผน",
        questions=(Picker("item", "เลือกโครงการที่ต้องการดู", "items"),),
        finish=lambda a: Open("item", (a["item"],)),
        review=False,
    )


def _budget(found: PlanItem, year: int) -> str:
    """What an item may cost in a year."""
    if not found.active_in(year):
        return f"ปี {year} ไม่ดำเนินการ"
    return f"งบประมาณปี {year}: {baht(amount)}" if (amount := found.amount(year)) else f"ปี {year} ไม่ใช้งบประมาณ"


def item(facts: Facts, item_id: str) -> Screen:
    """One item: what it is, its results so far, and what this person may do with it."""
    who, found = facts["who"], _known(facts, item_id)
    year: int = facts["fiscal_year"]
    now = Quarter.of(facts["today"])
    lines = [
        f"ภารกิจ {found.sub_mission or found.mission}",
        f"กลุ่มเป้าหมาย: {found.target_group or '–'}",
        _budget(found, year),
        f"ระยะเวลา: {thai_period(found.first_day, found.last_day, digits='arabic')}",
        f"ผู้รับผิดชอบ: {found.division or '–'}",
        f"ผลผลิต: {shorten(', '.join(found.outputs)) or '–'}",
        f"ผลลัพธ์: {shorten(', '.join(found.outcomes)) or '–'}",
    ]
    if reporter := named(facts, found):
        lines.insert(5, f"ผู้รายงานผล: {reporter}")
    if found.note:
        lines.append(f"หมายเหตุ: {shorten(found.note)}")
    buttons = []
    mine = may(who, Act.RECORD_RESULT, division_id=found.division_id)
    for quarter in (Quarter(year, number) for number in range(1, now.number + 1)):
        result = facts["result", found.id, quarter.code]
        silent = SILENT if found.begun_in(quarter) else AHEAD
        lines.append(f"{quarter.label}: {result.state.label if result else silent}")
        if mine and found.active_in(year):
            word = "แก้ผล" if result else "บันทึกผล"
            buttons.append(Button(f"{word} {quarter.label}", f"o.record_result.{found.id}.{quarter.code}"))
            if result:
                if result.media:
                    buttons.append(Button(f"ภาพ {quarter.label}", f"o.gallery.{result.id}"))
                buttons.append(Button(f"ลบผล {quarter.label}", f"o.delete.result.{result.id}", "danger"))
    if mine and any(facts["result", found.id, quarter.code] for quarter in quarters_to_record(facts["today"])):
        buttons.append(Button("ข้อความ e-PlanNACC", f"o.nacc_form.{found.id}"))
    if may(who, Act.CHANGE_PLAN, division_id=found.division_id):
        if found.status == "draft" and may(who, Act.SUBMIT):
            buttons.insert(0, Button("รับเข้าแผน", f"o.accept.item.{found.id}", "primary"))
        buttons.append(Button("แก้ไขโครงการ", f"o.add_item.{found.id}"))
        buttons.append(Button("แบบโครงการ", f"o.sheet.{found.id}"))
        buttons.append(Button("คัดลอกโครงการ", f"o.copy_item.{found.id}"))
        if may(who, Act.CHANGE_PLAN, division_id=None):
            buttons.append(Button("ย้ายลำดับ", f"o.move_item.{found.id}"))
        if not only_as_draft(who, Act.CHANGE_PLAN):
            buttons.append(Button("ผู้รายงานผล", f"o.report_by.{found.id}"))
        if found.status == "draft" or not only_as_draft(who, Act.CHANGE_PLAN):
            buttons.append(Button("ลบโครงการ", f"o.delete.item.{found.id}", "danger"))
    if may(who, Act.ASK_DOCUMENT):
        buttons.append(Button("ประวัติ", f"o.history.item.{found.id}"))
    buttons.append(MENU)
    state = "ร่าง" if found.status == "draft" else ""
    title = found.title if found.title.startswith(found.kind.label) else f"{found.kind.label}: {found.title}"
    return Screen((Card(shorten(title), tuple(lines), state, buttons=tuple(buttons)),))


DELETABLE = frozenset({"item", "result", "measure", "mresult"})


def delete(facts: Facts, what: str, row_id: str, sure: str = "") -> Do:
    """Delete, once it was asked back: the button may stand under an old message. The answer carries the undo."""
    if what not in DELETABLE or sure not in {"", "yes"}:
        raise ValueError(what)
    return Do(Delete(what, int(row_id)) if sure else AskDelete(what, int(row_id)))


def restore(facts: Facts, what: str, row_id: str) -> Do:
    """Undo a deletion."""
    if what not in DELETABLE:
        raise ValueError(what)
    return Do(Restore(what, int(row_id)))


def accept(facts: Facts, what: str, row_id: str) -> Do:
    """Take an officer's draft into the plan."""
    if what not in {"item", "measure"}:
        raise ValueError(what)
    return Do(Accept(what, int(row_id)))

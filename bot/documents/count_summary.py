"""บัญชีสรุปจำนวน: how many items of each kind stand under each mission and sub-mission, and their baht of every year."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from bot.documents.compiled import template
from bot.documents.parts import Issue, plan_file_name, plan_head
from bot.documents.plan_flat import coded, title
from bot.domain.agency import Digits
from bot.domain.plan import ItemKind
from bot.domain.plan_document import WholePlan
from bot.domain.tally import Outline, Tally, outline, tally
from bot.thai import money_cell


@dataclass(frozen=True, kw_only=True)
class CountSummary:
    """The counts of a whole plan."""

    plan: WholePlan
    issue: Issue


def render(document: CountSummary) -> bytes:
    """The finished .docx; the same data give the same bytes."""
    return template("count_summary", document.plan.agency.digits).render(fields(document))


def fields(document: CountSummary) -> dict[str, Any]:
    """The fields of the template, as docs/documents.md lists them."""
    plan = document.plan
    counted = counts(outline(plan.framework, plan.items, plan.plan.years), plan.agency.digits)
    return plan_head(plan, document.issue) | {"years": list(plan.plan.years)} | counted


def file_name(document: CountSummary) -> str:
    """The name of the file."""
    return plan_file_name(("สรุปจำนวนโครงการ",), document.plan, document.issue)


def counts(plan: Outline, digits: Digits) -> dict[str, Any]:
    """Rows of dimensions, missions and sub-missions, and the last row; kinds that the plan does not have are left out."""
    kinds = [kind for kind, _ in plan.tally.kinds] or [ItemKind.PROJECT]
    return {
        "kinds": [kind.label for kind in kinds],
        "counts": list(_rows(plan, kinds, digits)),
        "total": _row("", "รวมทั้งสิ้น", plan.tally, kinds, digits),
    }


def _rows(plan: Outline, kinds: list[ItemKind], digits: Digits) -> Iterator[dict[str, Any]]:
    for dimension in plan.dimensions:
        yield _row("dimension", title(dimension, digits), dimension.tally, kinds, digits)
        for mission in dimension.missions:
            yield _row("mission", coded(mission.mission, digits), mission.tally, kinds, digits)
            loose = next((part.items for part in mission.parts if not part.sub_mission), ())
            if loose and mission.mission.sub_missions:
                yield _row("sub_mission", "ไม่ระบุภารกิจย่อย", tally(loose, plan.years), kinds, digits)
            inside = {part.sub_mission.code: part.items for part in mission.parts if part.sub_mission}
            for sub in mission.mission.sub_missions:
                found = tally(inside.get(sub.code, ()), plan.years)
                yield _row("sub_mission", coded(sub, digits), found, kinds, digits)


def _row(level: str, name: str, found: Tally, kinds: list[ItemKind], digits: Digits) -> dict[str, Any]:
    """Counts and money; nothing where there is none, so that the template chooses the mark."""
    number = dict(found.kinds)
    return {
        "level": level,
        "title": name,
        "kinds": [number.get(kind, 0) for kind in kinds],
        "count": found.count,
        "amounts": [money_cell(amount, digits) if amount else "" for amount in found.amounts],
    }

"""Every kind of document by the name of its template: how its fields are made, and what a template of it is tried with."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from bot.documents import (
    announcement,
    count_summary,
    edges,
    five_year_plan,
    measure_report,
    memo,
    order,
    plan_flat,
    plan_targets,
    progress_report,
    project_sheet,
    single_measure_report,
)
from bot.documents.compiled import CompiledTemplate
from bot.documents.pictures import Pictures
from bot.domain.agency import Digits


@dataclass(frozen=True)
class Kind:
    """A kind of document, as far as a template of it needs to be known."""

    name: str
    """Of its template."""
    fields: Callable[[Any, Pictures], dict[str, Any]]
    edges: Callable[[], tuple[Any, Any]]
    """The full document, a draft; and the bare one, approved."""
    digits: Callable[[Any], Digits]

    def render(self, template: bytes, document: Any) -> bytes:
        """The document made with a template of an agency; a `BrokenTemplate` says what it cannot be made for."""
        pictures = Pictures()
        fields = self.fields(document, pictures)
        return CompiledTemplate(f"{self.name}.docx", template, self.digits(document)).render(fields, pictures)


def _of_plan(document: Any) -> Digits:
    digits: Digits = document.plan.agency.digits
    return digits


def _of_agency(document: Any) -> Digits:
    digits: Digits = document.agency.digits
    return digits


KINDS: Final[Mapping[str, Kind]] = {
    kind.name: kind
    for kind in (
        Kind(
            "measure_report",
            measure_report.fields,
            edges.measure_reports,
            lambda report: report.digits,
        ),
        Kind(
            "plan_flat",
            lambda document, _: plan_flat.fields(document),
            edges.of_plans(lambda plan, issue: plan_flat.YearPlan(plan=plan, fiscal_year=edges.YEAR, issue=issue)),
            _of_plan,
        ),
        Kind(
            "plan_targets",
            lambda document, _: plan_targets.fields(document),
            edges.of_plans(lambda plan, issue: plan_flat.YearPlan(plan=plan, fiscal_year=edges.YEAR, issue=issue)),
            _of_plan,
        ),
        Kind(
            "count_summary",
            lambda document, _: count_summary.fields(document),
            edges.of_plans(lambda plan, issue: count_summary.CountSummary(plan=plan, issue=issue)),
            _of_plan,
        ),
        Kind(
            "project_sheet",
            lambda document, _: project_sheet.fields(document),
            edges.sheets,
            _of_plan,
        ),
        Kind(
            "five_year_plan",
            five_year_plan.fields,
            edges.of_plans(
                lambda plan, issue: five_year_plan.FiveYearPlan(
                    plan=plan, issue=issue, emblem=edges.EMBLEM if plan.items else None
                )
            ),
            _of_plan,
        ),
        Kind("order", order.fields, edges.papers(order.OrderDocument), _of_plan),
        Kind(
            "announcement",
            announcement.fields,
            edges.papers(announcement.AnnouncementDocument),
            _of_plan,
        ),
        Kind("follow_up", progress_report.fields, edges.progress_reports(6), _of_plan),
        Kind("yearly_report", progress_report.fields, edges.progress_reports(12), _of_plan),
        Kind(
            "single_measure_report",
            single_measure_report.fields,
            edges.single_measures,
            _of_agency,
        ),
        Kind("memo", memo.fields, edges.memos, _of_agency),
    )
}
"""By the name of the template."""

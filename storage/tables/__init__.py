"""The tables. Core only: rows are read into the domain's dataclasses by the queries beside this package.

Every row of an agency carries its `agency_id`, and every query goes through the agency of the acting person. What the
retention rules drop (inbox, sessions, outbox) holds the personal texts; what is kept ten years (plans, results,
reports, decisions, audit) holds none but the official content.
"""

from storage.tables.columns import Baht, Instant, metadata
from storage.tables.cycle import UNFIRED, UNTOLD, reminder, round_report, unlocked
from storage.tables.files import evidence, media, stored_file
from storage.tables.measures import ita_analysis, measure, measure_result, single_measure
from storage.tables.messages import UNSENT, account, cursor, inbox, link, outbox, pace, session
from storage.tables.paperwork import (
    agency_template,
    announcement,
    emblem,
    ita_item,
    memo,
    plan_order,
    round_note,
    signatory,
)
from storage.tables.people import acting_officer, agency, audit, binding, division, guess, invite, person
from storage.tables.plans import (
    indicator,
    item_year,
    plan,
    plan_item,
    project_sheet,
    quarter_result,
    result_check,
    risk_control,
    risk_row,
)
from storage.tables.reports import decision, document_request, errand, mark, report

__all__ = [
    "UNFIRED",
    "UNSENT",
    "UNTOLD",
    "Baht",
    "Instant",
    "account",
    "acting_officer",
    "agency",
    "agency_template",
    "announcement",
    "audit",
    "binding",
    "cursor",
    "decision",
    "division",
    "document_request",
    "emblem",
    "errand",
    "evidence",
    "guess",
    "inbox",
    "indicator",
    "invite",
    "ita_analysis",
    "ita_item",
    "item_year",
    "link",
    "mark",
    "measure",
    "measure_result",
    "media",
    "memo",
    "metadata",
    "outbox",
    "pace",
    "person",
    "plan",
    "plan_item",
    "plan_order",
    "project_sheet",
    "quarter_result",
    "reminder",
    "report",
    "result_check",
    "risk_control",
    "risk_row",
    "round_note",
    "round_report",
    "session",
    "signatory",
    "single_measure",
    "stored_file",
    "unlocked",
]

"""The errors that hand-made documents carry, each as a rule that finds it.

142 errors were found in five real plans and reports; what data can make impossible (sums, counts, names, years of a
table) is impossible, what remains in the words people type is found here. Every rule is a pure function of a text (and
of what the text should fit), gives `Finding`s, none for a sound text, and serves one answer in a dialog as well as all
texts of a report. Rules prefer a miss to a false alarm: officers stop reading warnings that are wrong.
They read only a bounded stretch around each thing they find, so their time grows with the length of the text.
"""

from datetime import date

from bot.domain.agency import Agency
from bot.domain.checks.agencies import PROVINCES, foreign_agency, wrong_kind
from bot.domain.checks.days import impossible_date, period_ahead, year_outside, years_unlike_period
from bot.domain.checks.entries import (
    kind_in_title,
    outcome_is_output,
    outcome_lists_rounds,
    output_is_name,
    output_lists_rounds,
    owner_is_agency,
)
from bot.domain.checks.finding import Finding, Findings
from bot.domain.checks.numbers import bad_grouping, mixed_digits, numbering, spending_falls
from bot.domain.checks.words import citizen_id, no_answer, pictograph, placeholder, says_nothing

__all__ = [
    "PROVINCES",
    "Finding",
    "Findings",
    "bad_grouping",
    "check_text",
    "citizen_id",
    "foreign_agency",
    "impossible_date",
    "kind_in_title",
    "mixed_digits",
    "no_answer",
    "numbering",
    "outcome_is_output",
    "outcome_lists_rounds",
    "output_is_name",
    "output_lists_rounds",
    "owner_is_agency",
    "period_ahead",
    "pictograph",
    "placeholder",
    "says_nothing",
    "spending_falls",
    "wrong_kind",
    "year_outside",
    "years_unlike_period",
]


def check_text(text: str, own: Agency, first_day: date, last_day: date, *, place: str = "") -> Findings:
    """All rules that hold for any text of a document about the days from first to last."""
    return (
        *no_answer(text, place=place),
        *placeholder(text, place=place),
        *citizen_id(text, place=place),
        *pictograph(text, place=place),
        *foreign_agency(text, own, place=place),
        *wrong_kind(text, own, place=place),
        *year_outside(text, first_day, last_day, place=place),
        *impossible_date(text, place=place),
        *mixed_digits(text, place=place),
        *bad_grouping(text, place=place),
    )

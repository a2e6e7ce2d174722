"""What a member of an enum is compared with in a query."""

import pytest
from sqlalchemy import inspection

from bot.domain.report import ReportState
from storage.tables import report


def test_a_word_of_ours_is_text_to_a_query_whatever_is_being_imported(monkeypatch: pytest.MonkeyPatch) -> None:
    """SQLAlchemy asks whether it knows the object; while a thread imports its ORM, as DBOS does, asking is an error."""
    monkeypatch.setattr(inspection, "inspect", None)
    assert (report.c.state == ReportState.SUBMITTED).compile().params == {"state_1": "submitted"}
    assert report.c.state.in_([ReportState.SUBMITTED]).compile().params == {"state_1": ["submitted"]}

"""Items that come back to be mended when a report is sent back: whose they are, and when they are done."""

from collections.abc import Collection
from typing import Any

from bot.commands.origin import From, owners_of
from bot.dialogs.reports import all_mended
from bot.domain import commands as c
from bot.domain.duty import Duty, whose
from bot.domain.marks import Marked
from bot.facts.scope import Scope
from bot.messages import Note
from storage import marks, reports
from storage.duties import staff


def owners_of_marks(s: Scope, duties: Collection[Duty]) -> tuple[Marked, ...]:
    """Who is to mend which of these."""
    if not duties:
        return ()
    people = staff(s.connection, [s.agency_id])[s.agency_id]
    found: dict[int, list[Duty]] = {}
    for duty in duties:
        for person in whose(duty, people):
            found.setdefault(person.id, []).append(duty)
    return tuple(Marked(person, tuple(theirs)) for person, theirs in found.items())


def mended(o: From, command: Any) -> None:
    """What was recorded anew is mended; once all of a report is, its plan owners hear that it can be asked for again."""
    match command:
        case c.RecordResult():
            what, subject = "item", command.item_id
        case c.RecordMeasureResult():
            what, subject = "measure", command.measure_id
        case _:
            return
    s = o.scope
    for report_id in marks.mended(s.connection, s.agency_id, what, subject, s.now):
        if found := reports.one(s.connection, s.agency_id, report_id):
            card = all_mended(found)
            o.notes.extend(Note(owner, message=card) for owner in owners_of(s) if owner != s.person.id)

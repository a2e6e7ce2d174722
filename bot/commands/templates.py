"""Templates of an agency, and documents as pages: what is slow is noted here and done by a worker."""

import hashlib
from collections.abc import Mapping
from functools import cache
from typing import Any

from bot.commands.origin import From, note
from bot.documents.compiled import source
from bot.domain import templates as t
from bot.domain.agency import Act, require
from bot.domain.history import AskHistory
from bot.domain.report import Report, ReportKind
from bot.drawn import PRODUCT
from bot.files import DOCX
from bot.problems import Problem
from storage import errands, evidence, history, reports, templates


def show_template(o: From, e: t.ShowTemplate) -> t.TemplateShown:
    """The template in use, as a file to be changed in Word."""
    s = o.scope
    require(s.person, Act.SETTINGS)
    found = templates.history(s.connection, s.agency_id, e.kind)
    now = found[0] if found else None
    file = (now.file, now.name, now.size) if now is not None and now.file else _ours(o, e.kind)
    before = [row for row in found[1:] if now is not None and row.file != now.file]
    earlier = None
    if now is not None and (before or now.file):
        row = before[0] if before else None
        earlier = t.Earlier(row.id if row and row.file else 0, row.version if row and row.file else 0)
    note(o, "template:shown", None, kind=e.kind)
    return t.TemplateShown(
        kind=e.kind,
        file=file,
        version=now.version if now else 0,
        own=bool(now and now.file),
        by=(now.by or "") if now else "",
        since=now.created_at if now else None,
        earlier=earlier,
    )


def _ours(o: From, kind: ReportKind) -> tuple[str, str, int]:
    """The product's own template as a file of the agency: it lies in the product, only its row is written."""
    s = o.scope
    sha, size = _measured(kind)
    file_id = f"t{sha[:16]}{s.agency_id:08x}"
    name = f"แม่แบบ{kind.label}.docx"
    if reports.file(s.connection, file_id) is None:
        reports.add_file(
            s.connection,
            {
                "id": file_id,
                "agency_id": s.agency_id,
                "name": name,
                "mime": DOCX,
                "size": size,
                "key": f"{PRODUCT}{kind}.docx",
                "sha256": sha,
                "created_at": s.now,
            },
        )
    return file_id, name, size


@cache
def _measured(kind: str) -> tuple[str, int]:
    data = source(kind)
    return hashlib.sha256(data).hexdigest(), len(data)


def change_template(o: From, e: t.ChangeTemplate) -> t.Waited:
    """Note that a changed template is to be looked at."""
    s = o.scope
    require(s.person, Act.SETTINGS)
    if not evidence.states(s.connection, s.agency_id, [e.media_id]):
        raise Problem("file_lost")
    return t.Waited(ask_errand(o, "template", {"kind": e.kind, "media": e.media_id}), e.kind)


def use_template(o: From, e: t.UseTemplate) -> t.TemplateUsed:
    """Go back to a template of before; nothing is forgotten, so that this can be taken back too."""
    s = o.scope
    require(s.person, Act.SETTINGS)
    found = templates.history(s.connection, s.agency_id, e.kind)
    wanted = next((row for row in found if row.id == e.id), None)
    if e.id and (wanted is None or not wanted.file):
        raise Problem("template_gone")
    now = found[0] if found else None
    file = wanted.file if wanted else ""
    if file == (now.file if now else ""):
        raise Problem("template_in_use")
    version = templates.use(s.connection, s.agency_id, e.kind, file, s.person.id, s.now)
    note(o, "template:used", e.id or None, kind=e.kind, version=version)
    return t.TemplateUsed(e.kind, version, bool(file), now.id if now is not None and now.file else 0)


def look_at(o: From, e: t.LookAt) -> t.Waited:
    """Note that somebody wants to see a report's pages."""
    s = o.scope
    require(s.person, Act.ASK_DOCUMENT)
    report: Report | None = reports.one(s.connection, s.agency_id, e.report_id)
    if report is None or not (file := report.final_file or report.draft_file):
        raise Problem("report_gone")
    return t.Waited(ask_errand(o, "pages", {"file": file, "report": report.id, "first": e.first}), report)


def ask_history(o: From, e: AskHistory) -> t.Waited:
    """Note that somebody wants the history of something as a document."""
    s = o.scope
    require(s.person, Act.ASK_DOCUMENT)
    if history.of(s.connection, s.agency_id, e.what, e.id) is None:
        raise Problem("already_gone")
    note(o, "history:asked", e.id, what=e.what)
    return t.Waited(ask_errand(o, "history", {"what": e.what, "id": e.id}), e)


def ask_errand(o: From, what: str, about: Mapping[str, Any]) -> int:
    s = o.scope
    if known := errands.under_way(s.connection, s.person.id, what, about):
        return known
    return errands.ask(
        s.connection,
        {
            "agency_id": s.agency_id,
            "person_id": s.person.id,
            "what": what,
            "about": dict(about),
            "channel": o.channel,
            "address": o.address,
            "inbox_id": o.inbox_id,
            "created_at": s.now,
        },
    )

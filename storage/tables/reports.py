"""Reports and their versions, what was decided on them, and what has yet to be made."""

from sqlalchemy import Column, Index, Integer, Table, Text, UniqueConstraint, text

from storage.tables.columns import Instant, String, json, metadata, of_agency, partial, prose, ref, row_id, wanted

report = Table(
    "report",
    metadata,
    row_id(),
    of_agency(),
    Column("kind", String(30), nullable=False),
    Column("fiscal_year", Integer, nullable=False),  # of a whole plan its first
    Column("round", Integer, nullable=False),  # months; 0 where it is of no round
    Column("subject", String(40), nullable=False, default=""),  # item, measure, or what a memo submits
    Column("named", Text, nullable=False, default=""),  # what it is about in words, where the time does not say it all
    Column("version", Integer, nullable=False),
    Column("state", String(12), nullable=False),  # draft | submitted | returned | approved | superseded
    Column("fingerprint", String(64), nullable=False),  # of the data it shows
    Column("signers", String(64), nullable=False, default=""),  # of the names under which it is signed
    Column("draft_file", String(32)),
    Column("final_file", String(32)),
    Column("code", String(12)),  # printed in the final document, by which anybody who holds it can verify it
    Column("template", String(64), nullable=False, default=""),  # SHA-256 of the agency's template it was made with
    json("steps"),  # the levels it has to pass, from its submission on (bot.domain.approval.Step)
    json("findings"),
    json("changes", dict),  # since the version that was submitted before (bot.domain.versions.Changes)
    ref("requested_by", "person"),
    ref("submitted_by", "person"),
    Column("created_at", Instant, nullable=False),
    UniqueConstraint("agency_id", "kind", "fiscal_year", "round", "subject", "version"),
)
Index(None, report.c.code, unique=True)

decision = Table(
    "decision",
    metadata,
    row_id(),
    of_agency(),
    ref("report_id", "report", nullable=False),
    Column("level", Integer, nullable=False),
    Column("decision", String(10), nullable=False),  # submit | approve | return | undo
    prose("reason"),
    ref("person_id", "person", nullable=False),
    prose("position"),  # as it was then
    prose("acting_for"),  # the post filled for the time being
    Column("division_id", Integer),  # whose head's word it is, as in the report's steps, also when it is no more
    Column("channel", String(20), nullable=False),
    Column("at", Instant, nullable=False),
)
Index(None, decision.c.report_id)

mark = Table(  # items named when a report was sent back, until they are mended or it is submitted again
    "mark",
    metadata,
    row_id(),
    of_agency(),
    ref("report_id", "report", nullable=False),
    Column("what", String(10), nullable=False),  # item | measure
    Column("subject_id", Integer, nullable=False),
    Column("period", String(12), nullable=False),  # whose result is mended
    prose("reason"),
    ref("person_id", "person", nullable=False),
    Column("at", Instant, nullable=False),
    Column("done_at", Instant),
)
Index("ix_mark_waiting", mark.c.agency_id, **partial(text("done_at IS NULL")))

document_request = Table(
    "document_request",
    metadata,
    row_id(),
    of_agency(),
    ref("person_id", "person", nullable=False),
    Column("kind", String(30), nullable=False),
    Column("fiscal_year", Integer, nullable=False),
    Column("round", Integer, nullable=False),
    Column("subject", String(40), nullable=False, default=""),
    ref("report_id", "report"),  # the approved report whose final file is made; else a draft is
    *wanted(),
)
Index("ix_document_request_new", document_request.c.id, **partial(text("state = 'new'")))

errand = Table(  # slow work somebody waits for: a template to be looked at, a document to be shown as pages
    "errand",
    metadata,
    row_id(),
    of_agency(),
    ref("person_id", "person", nullable=False),
    Column("what", String(20), nullable=False),  # template | pages | history | verify
    json("about", dict),
    *wanted(),
)
Index("ix_errand_new", errand.c.id, **partial(text("state = 'new'")))

"""What documents carry around the plan: who signs, orders, announcements, memos, the emblem, templates."""

from sqlalchemy import Column, Date, ForeignKey, Index, Integer, Table, UniqueConstraint

from storage.tables.columns import Instant, String, json, metadata, of_agency, prose, ref, row_id

signatory = Table(  # who signs for the mayor or the clerk, and when
    "signatory",
    metadata,
    row_id(),
    of_agency(),
    Column("post", String(20), nullable=False),
    prose("name"),
    prose("position"),
    prose("acting_for"),
    Column("first_day", Date),
    Column("last_day", Date),
)
Index(None, signatory.c.agency_id)

ita_item = Table(  # which ITA item a document answers, where the agency knows better than templates/ita_items.yaml
    "ita_item",
    metadata,
    Column("agency_id", ForeignKey("agency.id", ondelete="CASCADE"), primary_key=True),
    Column("fiscal_year", Integer, primary_key=True),
    *(Column(kind, String(4)) for kind in ("plan", "six_month", "yearly", "measures", "measures_result")),
)

plan_order = Table(  # คำสั่งแต่งตั้งคณะทำงาน
    "plan_order",
    metadata,
    Column("plan_id", ForeignKey("plan.id", ondelete="CASCADE"), primary_key=True),
    of_agency(),
    prose("subject"),
    prose("number"),
    json("members"),
    json("duties"),
    json("reasons"),
    Column("effective", Date),
    Column("signed_on", Date),
    Column("version", Integer, nullable=False, default=1),
)

announcement = Table(
    "announcement",
    metadata,
    Column("plan_id", ForeignKey("plan.id", ondelete="CASCADE"), primary_key=True),
    of_agency(),
    prose("subject"),
    json("reasons"),
    Column("signed_on", Date),
    Column("version", Integer, nullable=False, default=1),
)

round_note = Table(  # problems and suggestions about the plan as a whole, for the report of a round
    "round_note",
    metadata,
    Column("agency_id", ForeignKey("agency.id", ondelete="CASCADE"), primary_key=True),
    Column("fiscal_year", Integer, primary_key=True),
    Column("round", Integer, primary_key=True),
    json("problems"),
    json("suggestions"),
)

memo = Table(  # บันทึกข้อความ: number, day and what its writer says otherwise than we do
    "memo",
    metadata,
    row_id(),
    of_agency(),
    Column("submits", String(30), nullable=False),  # document kind
    Column("fiscal_year", Integer, nullable=False),
    Column("round", Integer, nullable=False, default=0),  # 0: of no round
    Column("about", String(20), nullable=False, default=""),  # the classical measure
    prose("number"),
    Column("dated", Date),
    ref("division_id", "division"),
    json("background"),
    json("facts"),
    json("proposals"),
    UniqueConstraint("agency_id", "submits", "fiscal_year", "round", "about"),
)

emblem = Table(  # the picture on orders, announcements and memos
    "emblem",
    metadata,
    Column("agency_id", ForeignKey("agency.id", ondelete="CASCADE"), primary_key=True),
    ref("media_id", "media", nullable=False),
)
Index(None, emblem.c.media_id)

agency_template = Table(  # which template documents of a kind were made with, from then on
    "agency_template",
    metadata,
    row_id(),
    of_agency(),
    Column("kind", String(30), nullable=False),
    Column("version", Integer, nullable=False),
    Column("file", String(32), nullable=False, default=""),  # a stored file; empty: the product's own
    ref("person_id", "person"),
    Column("created_at", Instant, nullable=False),
    UniqueConstraint("agency_id", "kind", "version"),
)

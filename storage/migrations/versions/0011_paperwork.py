"""What documents say besides plan and measures: notes, signatories, emblem, ITA items, memos, single measures."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

TABLES = ("emblem", "single_measure", "memo", "round_note", "ita_item", "signatory")


def _agency(name: str) -> sa.Column[int]:
    foreign = sa.ForeignKey("agency.id", name=op.f(f"fk_{name}_agency_id_agency"), ondelete="CASCADE")
    return sa.Column("agency_id", sa.Integer(), foreign, nullable=False)


def _lists(*names: str) -> list[sa.Column[object]]:
    return [sa.Column(name, sa.JSON(), nullable=False) for name in names]


def upgrade() -> None:
    with op.batch_alter_table("plan_item", schema=None) as table:
        table.add_column(sa.Column("note", sa.Text(), nullable=False, server_default=""))
    with op.batch_alter_table("division", schema=None) as table:
        table.add_column(sa.Column("telephone", sa.Text(), nullable=False, server_default=""))
    op.create_table(
        "signatory",
        sa.Column("id", sa.Integer(), nullable=False),
        _agency("signatory"),
        sa.Column("post", sa.String(length=20), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("position", sa.Text(), nullable=False),
        sa.Column("acting_for", sa.Text(), nullable=False),
        sa.Column("first_day", sa.Date()),
        sa.Column("last_day", sa.Date()),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signatory")),
    )
    op.create_index(op.f("ix_signatory_agency_id"), "signatory", ["agency_id"])
    op.create_table(
        "ita_item",
        _agency("ita_item"),
        sa.Column("fiscal_year", sa.Integer(), nullable=False),
        *(
            sa.Column(kind, sa.String(length=4))
            for kind in ("plan", "six_month", "yearly", "measures", "measures_result")
        ),
        sa.PrimaryKeyConstraint("agency_id", "fiscal_year", name=op.f("pk_ita_item")),
    )
    op.create_table(
        "round_note",
        _agency("round_note"),
        sa.Column("fiscal_year", sa.Integer(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        *_lists("problems", "suggestions"),
        sa.PrimaryKeyConstraint("agency_id", "fiscal_year", "round", name=op.f("pk_round_note")),
    )
    op.create_table(
        "memo",
        sa.Column("id", sa.Integer(), nullable=False),
        _agency("memo"),
        sa.Column("submits", sa.String(length=30), nullable=False),
        sa.Column("fiscal_year", sa.Integer(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("about", sa.String(length=20), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("dated", sa.Date()),
        sa.Column("division_id", sa.Integer(), sa.ForeignKey("division.id", name=op.f("fk_memo_division_id_division"))),
        *_lists("background", "facts", "proposals"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_memo")),
        sa.UniqueConstraint(
            "agency_id",
            "submits",
            "fiscal_year",
            "round",
            "about",
            name=op.f("uq_memo_agency_id_submits_fiscal_year_round_about"),
        ),
    )
    op.create_table(
        "single_measure",
        sa.Column("id", sa.Integer(), nullable=False),
        _agency("single_measure"),
        sa.Column("fiscal_year", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        *_lists("background", "objectives", "practices", "processes", "cases"),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_single_measure")),
        sa.UniqueConstraint(
            "agency_id", "fiscal_year", "code", name=op.f("uq_single_measure_agency_id_fiscal_year_code")
        ),
    )
    op.create_table(
        "emblem",
        _agency("emblem"),
        sa.Column(
            "media_id",
            sa.Integer(),
            sa.ForeignKey("media.id", name=op.f("fk_emblem_media_id_media")),
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("agency_id", name=op.f("pk_emblem")),
    )
    op.create_index(op.f("ix_emblem_media_id"), "emblem", ["media_id"])


def downgrade() -> None:
    for name in TABLES:
        op.drop_table(name)
    with op.batch_alter_table("division", schema=None) as division:
        division.drop_column("telephone")
    with op.batch_alter_table("plan_item", schema=None) as item:
        item.drop_column("note")

"""Reports that are made by themselves: when an agency's are made next, and which were made."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("agency") as table:
        table.add_column(sa.Column("reports_on", sa.Date(), nullable=True))
    op.execute("UPDATE agency SET reports_on = '2000-01-01'")
    op.create_index(op.f("ix_agency_clock_shift_reports_on"), "agency", ["clock_shift", "reports_on"])
    op.create_table(
        "round_report",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("fiscal_year", sa.Integer(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("request_id", sa.Integer(), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("result", sa.String(length=10), nullable=False),
        sa.Column("why", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agency.id"], name=op.f("fk_round_report_agency_id_agency"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["request_id"], ["document_request.id"], name=op.f("fk_round_report_request_id_document_request")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_round_report")),
        sa.UniqueConstraint(
            "agency_id", "kind", "fiscal_year", "round", name=op.f("uq_round_report_agency_id_kind_fiscal_year_round")
        ),
    )
    untold = sa.text("told_at IS NULL")
    op.create_index("ix_round_report_untold", "round_report", ["id"], sqlite_where=untold, postgresql_where=untold)


def downgrade() -> None:
    op.drop_table("round_report")
    op.drop_index(op.f("ix_agency_clock_shift_reports_on"), "agency")
    with op.batch_alter_table("agency") as table:
        table.drop_column("reports_on")

"""The reporting cycle: an agency's own due days, exceptions of what is closed, when a result was first recorded, and people
who are not to be reminded for a while."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "unlocked",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("period", sa.String(length=12), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agency.id"], name=op.f("fk_unlocked_agency_id_agency"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_unlocked_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unlocked")),
    )
    op.create_index(op.f("ix_unlocked_agency_id_period"), "unlocked", ["agency_id", "period"])
    with op.batch_alter_table("agency") as table:
        table.add_column(sa.Column("due_days", sa.Text(), nullable=False, server_default=""))
    with op.batch_alter_table("person") as table:
        table.add_column(sa.Column("quiet_until", sa.Date(), nullable=True))
    for name in ("quarter_result", "measure_result"):
        with op.batch_alter_table(name) as table:
            table.add_column(sa.Column("first_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    for name in ("measure_result", "quarter_result"):
        with op.batch_alter_table(name) as table:
            table.drop_column("first_at")
    with op.batch_alter_table("person") as table:
        table.drop_column("quiet_until")
    with op.batch_alter_table("agency") as table:
        table.drop_column("due_days")
    op.drop_index(op.f("ix_unlocked_agency_id_period"), "unlocked")
    op.drop_table("unlocked")

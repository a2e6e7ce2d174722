"""Links to files, and how many messages an account may still send."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "link",
        sa.Column("key", sa.String(length=32), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("outbox_id", sa.Integer(), nullable=False),
        sa.Column("file", sa.String(length=40), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("holder", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agency.id"], name=op.f("fk_link_agency_id_agency"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_link_person_id_person")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_link")),
    )
    op.create_index(op.f("ix_link_outbox_id_file"), "link", ["outbox_id", "file"])
    with op.batch_alter_table("account") as table:
        table.add_column(sa.Column("month_limit", sa.Integer()))
        table.add_column(sa.Column("month_used", sa.Integer()))
        table.add_column(sa.Column("counted_at", sa.DateTime(timezone=True)))


def downgrade() -> None:
    with op.batch_alter_table("account") as table:
        table.drop_column("counted_at")
        table.drop_column("month_used")
        table.drop_column("month_limit")
    op.drop_table("link")

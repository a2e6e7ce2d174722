"""Up to which day an agency's reminders are planned."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("agency", schema=None) as batch_op:
        batch_op.add_column(sa.Column("remind_on", sa.Date(), nullable=False, server_default="2000-01-01"))
        batch_op.create_index(batch_op.f("ix_agency_clock_shift_remind_on"), ["clock_shift", "remind_on"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("agency", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_agency_clock_shift_remind_on"))
        batch_op.drop_column("remind_on")

"""Which update asked for a document."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("document_request", schema=None) as batch_op:
        batch_op.add_column(sa.Column("inbox_id", sa.Integer(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("document_request", schema=None) as batch_op:
        batch_op.drop_column("inbox_id")

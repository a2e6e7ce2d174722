"""The code printed in a final document, and finding a document by its bytes."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("report", sa.Column("code", sa.String(length=12), nullable=True))
    op.create_index(op.f("ix_report_code"), "report", ["code"], unique=True)
    op.create_index(op.f("ix_stored_file_sha256"), "stored_file", ["sha256"])


def downgrade() -> None:
    op.drop_index(op.f("ix_stored_file_sha256"), "stored_file")
    op.drop_index(op.f("ix_report_code"), "report")
    op.drop_column("report", "code")

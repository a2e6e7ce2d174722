"""What a report is about besides year and round: an item, a measure, the document it submits."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

OLD = ("agency_id", "kind", "fiscal_year", "round", "version")
NEW = ("agency_id", "kind", "fiscal_year", "round", "subject", "version")


def _name(columns: tuple[str, ...]) -> str:
    return op.f(f"uq_report_{'_'.join(columns)}")


def upgrade() -> None:
    with op.batch_alter_table("report") as table:
        table.add_column(sa.Column("subject", sa.String(length=40), nullable=False, server_default=""))
        table.add_column(sa.Column("named", sa.Text(), nullable=False, server_default=""))
        table.drop_constraint(_name(OLD), type_="unique")
        table.create_unique_constraint(_name(NEW), list(NEW))
    with op.batch_alter_table("document_request") as table:
        table.add_column(sa.Column("subject", sa.String(length=40), nullable=False, server_default=""))


def downgrade() -> None:
    with op.batch_alter_table("document_request") as table:
        table.drop_column("subject")
    with op.batch_alter_table("report") as table:
        table.drop_constraint(_name(NEW), type_="unique")
        table.create_unique_constraint(_name(OLD), list(OLD))
        table.drop_column("named")
        table.drop_column("subject")

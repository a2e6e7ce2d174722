"""Results of quarters that a division head has approved."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "result_check",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("result_id", sa.Integer(), nullable=False),
        sa.Column("seal", sa.String(length=10), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("batch", sa.Integer(), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agency.id"], name=op.f("fk_result_check_agency_id_agency"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["result_id"], ["quarter_result.id"], name=op.f("fk_result_check_result_id_quarter_result")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_result_check_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_result_check")),
    )
    op.create_index(op.f("ix_result_check_result_id"), "result_check", ["result_id"])
    op.create_index(op.f("ix_result_check_batch"), "result_check", ["batch"])


def downgrade() -> None:
    op.drop_index(op.f("ix_result_check_batch"), "result_check")
    op.drop_index(op.f("ix_result_check_result_id"), "result_check")
    op.drop_table("result_check")

"""A chain of approval instead of one role; acting officers; in what capacity somebody decided."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "acting_officer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("division_id", sa.Integer(), nullable=True),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("named_by", sa.Integer(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agency.id"], name=op.f("fk_acting_officer_agency_id_agency"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_acting_officer_person_id_person")),
        sa.ForeignKeyConstraint(["division_id"], ["division.id"], name=op.f("fk_acting_officer_division_id_division")),
        sa.ForeignKeyConstraint(["named_by"], ["person.id"], name=op.f("fk_acting_officer_named_by_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_acting_officer")),
    )
    op.create_index(op.f("ix_acting_officer_agency_id"), "acting_officer", ["agency_id"])
    with op.batch_alter_table("report") as table:
        table.add_column(sa.Column("steps", sa.JSON(), nullable=False, server_default="[]"))
    given = "'[{\"role\": \"' || (SELECT approver_role FROM agency WHERE agency.id = report.agency_id) || '\"}]'"
    cast = f"CAST({given} AS JSON)" if op.get_bind().dialect.name == "postgresql" else given
    op.execute(f"UPDATE report SET steps = {cast} WHERE state <> 'draft'")  # no word of it comes from outside
    with op.batch_alter_table("agency") as table:
        table.alter_column("approver_role", new_column_name="chain", type_=sa.String(length=40))
        table.add_column(sa.Column("approve_own", sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table("decision") as table:
        table.add_column(sa.Column("position", sa.Text(), nullable=False, server_default=""))
        table.add_column(sa.Column("acting_for", sa.Text(), nullable=False, server_default=""))
        table.add_column(sa.Column("division_id", sa.Integer(), nullable=True))
    op.execute(
        "UPDATE decision SET position = (SELECT person.position FROM person WHERE person.id = decision.person_id)"
    )


def downgrade() -> None:
    with op.batch_alter_table("decision") as table:
        for name in ("division_id", "acting_for", "position"):
            table.drop_column(name)
    last = "CASE WHEN chain LIKE '%mayor' THEN 'mayor' ELSE 'clerk' END"
    op.execute(f"UPDATE agency SET chain = {last}")  # no word of it comes from outside
    with op.batch_alter_table("agency") as table:
        table.drop_column("approve_own")
        table.alter_column("chain", new_column_name="approver_role", type_=sa.String(length=20))
    with op.batch_alter_table("report") as table:
        table.drop_column("steps")
    op.drop_index(op.f("ix_acting_officer_agency_id"), "acting_officer")
    op.drop_table("acting_officer")

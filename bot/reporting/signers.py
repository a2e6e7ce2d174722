"""Who signs an agency's documents."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from bot.domain.agency import Agency, Role
from bot.domain.paperwork import signs
from bot.domain.plan_document import Signatory
from storage import paperwork, people


@dataclass(frozen=True, slots=True)
class Signers:
    """Who signs an agency's documents on a day."""

    mayor: Signatory
    clerk: Signatory
    writer: Signatory
    """The plan owner."""
    writer_division: int | None
    approver: Signatory


def signers(connection: Connection, agency: Agency, day: date) -> Signers:
    """As written down in the settings, else who has joined in that role; room for the name when there is nobody, and for the
    position of a plan owner who has none: that role is a word of ours."""
    terms = paperwork.terms(connection, agency.id)
    there = people.names(connection, agency.id, [Role.MAYOR, Role.CLERK, Role.PLAN_OWNER])
    of_role = {Role(row.role): row for row in reversed(there)}

    def holder(role: Role, title: str) -> Signatory:
        row = of_role.get(role)
        return Signatory(row.name, row.position or title) if row else Signatory("", title)

    mayor = signs(terms, Role.MAYOR, day) or holder(Role.MAYOR, agency.mayor_title)
    clerk = signs(terms, Role.CLERK, day) or holder(Role.CLERK, agency.clerk_title)
    owner = of_role.get(Role.PLAN_OWNER)
    return Signers(
        mayor=mayor,
        clerk=clerk,
        writer=holder(Role.PLAN_OWNER, ""),
        writer_division=owner.division_id if owner else None,
        approver=clerk if agency.levels[-1] is Role.CLERK else mayor,
    )

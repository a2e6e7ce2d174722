"""คำสั่ง: the order that appoints who makes the plan. `order_fields` is what the five-year plan prints of it too."""

from dataclasses import dataclass
from typing import Any

from bot.documents.compiled import template
from bot.documents.parts import BLANK, Emblem, Issue, emblem_run, plan_file_name, plan_head, plan_title
from bot.documents.pictures import Pictures
from bot.documents.text import lines
from bot.domain.plan_document import Member, Order, WholePlan
from bot.thai import thai_date_long, thai_date_order

EMBLEM_CM = 3.0


@dataclass(frozen=True, kw_only=True)
class OrderDocument:
    """The order of a plan by itself, ready for number, day and signature."""

    plan: WholePlan
    issue: Issue
    emblem: Emblem | None = None

    def __post_init__(self) -> None:
        if self.plan.order is None:
            raise ValueError("the plan has no order")


def render(document: OrderDocument) -> bytes:
    """The finished .docx; the same data give the same bytes."""
    pictures = Pictures()
    return template("order", document.plan.agency.digits).render(fields(document, pictures), pictures)


def fields(document: OrderDocument, pictures: Pictures) -> dict[str, Any]:
    """The fields of the template, as docs/documents.md lists them."""
    return plan_head(document.plan, document.issue) | {
        "emblem": emblem_run(document.emblem, pictures, EMBLEM_CM),
        "order": order_fields(document.plan),
    }


def file_name(document: OrderDocument) -> str:
    """The name of the file."""
    return plan_file_name(("คำสั่งแต่งตั้งคณะทำงาน",), document.plan, document.issue)


def order_fields(plan: WholePlan) -> dict[str, Any]:
    """All that a plan's order says; what is not decided yet stays open for the pen."""
    order = plan.order
    assert order is not None
    digits = plan.agency.digits
    subject = _line(order.subject) or f"แต่งตั้งคณะทำงานจัดทำ{plan_title(plan)}"
    group = group_of(order)
    given = [line for text in order.reasons for line in lines(text)]
    return {
        "number": _line(order.number),
        "subject": subject,
        "reasons": given or _reasons(plan),
        "group": group,
        "members": [
            {"number": number, "who": _who(member), "role": _line(member.role) or group}
            for number, member in enumerate(order.members, 1)
        ]
        or [{"number": 1, "who": BLANK, "role": BLANK}],
        "duties": [
            {"number": number, "text": text}
            for number, text in enumerate((text for text in map(_lines, order.duties) if text), 1)
        ]
        or [{"number": 1, "text": f"จัดทำ{plan_title(plan)} และติดตามผลการดำเนินการตามแผน"}],
        "effective": thai_date_long(order.effective, digits) if order.effective else "",
        "signed_on": thai_date_order(order.signed_on, digits) if order.signed_on else "",
    }


def group_of(order: Order | None) -> str:
    """What the order appoints, as its subject calls it."""
    return "คณะกรรมการ" if order and "คณะกรรมการ" in order.subject else "คณะทำงาน"


def _reasons(plan: WholePlan) -> list[str]:
    own = plan.agency
    return [
        f"ด้วย{own.name} จะจัดทำ{plan_title(plan)} เพื่อใช้เป็นกรอบในการส่งเสริมคุณธรรม จริยธรรม และความโปร่งใส "
        f"และป้องกันการทุจริตในการปฏิบัติหน้าที่ของผู้บริหาร สมาชิก{own.words.council} {own.words.staff} และบุคลากรทุกคน "
        "ให้สอดคล้องกับแนวทางของสำนักงานคณะกรรมการป้องกันและปราบปรามการทุจริตแห่งชาติ (สำนักงาน ป.ป.ช.) "
        "โดยให้ทุกส่วนราชการมีส่วนร่วมในการวิเคราะห์ความเสี่ยงและกำหนดมาตรการป้องกัน"
    ]


def _who(member: Member) -> str:
    """By post, or by name and post."""
    return " ".join(text for text in (_line(member.name), _line(member.position)) if text) or BLANK


def _line(text: str) -> str:
    return " ".join(lines(text))


def _lines(text: str) -> str:
    return "\n".join(lines(text))

"""ประกาศ: puts the plan into force. `announcement_fields` is what the five-year plan prints of it too."""

from dataclasses import dataclass
from typing import Any

from bot.documents.compiled import template
from bot.documents.order import EMBLEM_CM
from bot.documents.parts import Emblem, Issue, emblem_run, plan_file_name, plan_head, plan_title
from bot.documents.pictures import Pictures
from bot.documents.text import lines
from bot.domain.plan_document import WholePlan
from bot.domain.tally import Tally, tally
from bot.thai import thai_date_order


@dataclass(frozen=True, kw_only=True)
class AnnouncementDocument:
    """The announcement of a plan by itself, ready for day and signature."""

    plan: WholePlan
    issue: Issue
    emblem: Emblem | None = None

    def __post_init__(self) -> None:
        if self.plan.announcement is None:
            raise ValueError("the plan has no announcement")


def render(document: AnnouncementDocument) -> bytes:
    """The finished .docx; the same data give the same bytes."""
    pictures = Pictures()
    return template("announcement", document.plan.agency.digits).render(fields(document, pictures), pictures)


def fields(document: AnnouncementDocument, pictures: Pictures) -> dict[str, Any]:
    """The fields of the template, as docs/documents.md lists them."""
    return plan_head(document.plan, document.issue) | {
        "emblem": emblem_run(document.emblem, pictures, EMBLEM_CM),
        "announcement": announcement_fields(document.plan),
    }


def file_name(document: AnnouncementDocument) -> str:
    """The name of the file."""
    return plan_file_name(("ประกาศใช้แผนป้องกันการทุจริต",), document.plan, document.issue)


def announcement_fields(plan: WholePlan) -> dict[str, Any]:
    """All that a plan's announcement says."""
    announcement = plan.announcement
    assert announcement is not None
    given = [line for text in announcement.reasons for line in lines(text)]
    signed = announcement.signed_on
    return {
        "subject": " ".join(lines(announcement.subject)) or f"ใช้{plan_title(plan)}",
        "reasons": given or _reasons(plan),
        "signed_on": thai_date_order(signed, plan.agency.digits) if signed else "",
    }


def _reasons(plan: WholePlan) -> list[str]:
    """What it says unless the agency writes something else; the count is that of the plan's rows."""
    own, counted = plan.agency, tally(plan.items, plan.plan.years)
    inside = f" ประกอบด้วย{_named(counted)} รวม {counted.count} รายการ" if counted.count else ""
    return [
        f"โดยที่{own.name} ได้จัดทำ{plan_title(plan)}{inside} เพื่อให้การบริหารราชการเป็นไปด้วยความซื่อสัตย์สุจริต โปร่งใส "
        "ตรวจสอบได้ และให้ประชาชนมีส่วนร่วมในการป้องกันการทุจริต",
        f"บัดนี้ การจัดทำแผนดังกล่าวเสร็จเรียบร้อยแล้ว จึงประกาศใช้{plan_title(plan)} "
        f"เพื่อให้ผู้บริหาร สมาชิก{own.words.council} {own.words.staff} และบุคลากรในสังกัดทุกคนถือปฏิบัติ "
        "และให้ทุกส่วนราชการดำเนินการและรายงานผลตามแผนโดยเคร่งครัด",
    ]


def _named(counted: Tally) -> str:
    """The kinds that there are: "โครงการ กิจกรรม และมาตรการ"."""
    *others, last = (kind.label for kind, _ in counted.kinds)
    return f"{' '.join(others)} และ{last}" if others else last

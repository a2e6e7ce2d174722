"""บันทึกข้อความ: the memo that submits a document to the mayor, past the division head and the clerk.

One kind covers all that is submitted: `SUBMITTED` holds the words that differ. What the writer wants to say otherwise is given;
what nobody knows yet (number, day, opinions) stays open for the pen.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any, Final

from bot.documents import parts
from bot.documents.compiled import template
from bot.documents.parts import Emblem, Issue, emblem_run, items, marks, signatory
from bot.documents.pictures import Pictures
from bot.documents.text import lines
from bot.domain.agency import Agency, Role
from bot.domain.fiscal import Round
from bot.domain.plan import State
from bot.domain.plan_document import Signatory
from bot.domain.progress import Summary
from bot.thai import money_text, thai_date_long

EMBLEM_CM: Final = 1.5


@dataclass(frozen=True, slots=True)
class Words:
    """What a memo says about one kind of document; {agency}, {plan}, {group}, {year}, {of_round} and {name} are put in."""

    subject: str
    background: str
    fact: str
    proposal: str
    of: str = ""
    """What is counted in a report: what its figures of how much is reported are about."""


_OF_ROUND: Final = "ประจำปีงบประมาณ พ.ศ.\u00a0{year}{of_round}"
_GATHERED: Final = "ได้รวบรวมผลการดำเนินการจากทุกส่วนราชการ และจัดทำรายงานเสร็จเรียบร้อยแล้ว รายละเอียดตามเอกสารที่แนบ"
_PARTLY: Final = (
    "ได้จัดทำรายงานจากผลการดำเนินการที่มีการรายงานแล้ว {reported} {of} จากที่ต้องรายงานในรอบนี้ {due} {of} รายละเอียดตามเอกสารที่แนบ"
)
_REPORT: Final = "ลงนามอนุมัติรายงาน"
_KNOW: Final = "ทราบผลการดำเนินการ"
_PLAN: Final = "ลงนามอนุมัติแผน"
_PLANNED: Final = (
    "ด้วย{agency} ต้องกำหนดแนวทางป้องกันการทุจริตให้สอดคล้องกับแนวทางของสำนักงานคณะกรรมการป้องกันและปราบปรามการทุจริตแห่งชาติ "
    "(สำนักงาน ป.ป.ช.) และการประเมินคุณธรรมและความโปร่งใสในการดำเนินงานของหน่วยงานภาครัฐ (ITA)"
)
_YEAR_PLAN: Final = Words(
    "ขออนุมัติแผนปฏิบัติการป้องกันการทุจริต ประจำปีงบประมาณ พ.ศ.\u00a0{year}",
    _PLANNED,
    "ได้ประสานทุกส่วนราชการและจัดทำแผนเสร็จเรียบร้อยแล้ว รายละเอียดตามเอกสารที่แนบ",
    _PLAN,
)

SUBMITTED: Final[Mapping[str, Words]] = MappingProxyType(
    {
        "measure_report": Words(
            f"รายงานผลการดำเนินการตามมาตรการส่งเสริมคุณธรรมและความโปร่งใสภายในหน่วยงาน {_OF_ROUND}",
            "ตามที่{agency} ได้กำหนดมาตรการส่งเสริมคุณธรรมและความโปร่งใสภายในหน่วยงาน ประจำปีงบประมาณ พ.ศ.\u00a0{year} "
            "และให้รายงานผลการดำเนินการต่อผู้บริหาร นั้น",
            _GATHERED,
            _REPORT,
            "มาตรการ",
        ),
        "single_measure_report": Words(
            f"รายงานผลการดำเนินการตาม{{name}} {_OF_ROUND}",
            "ตามที่{agency} ได้กำหนด{name} และให้รายงานผลการดำเนินการต่อผู้บริหาร นั้น",
            _GATHERED,
            _REPORT,
            "รอบ",
        ),
        "follow_up": Words(
            f"รายงานการกำกับติดตามการดำเนินการตามแผนปฏิบัติการป้องกันการทุจริต {_OF_ROUND}",
            "ตามที่{agency} ได้ประกาศใช้{plan} และให้กำกับติดตามการดำเนินการตามแผนในรอบ 6 เดือน นั้น",
            _GATHERED,
            _REPORT,
            "รายการ",
        ),
        "yearly_report": Words(
            f"รายงานผลการดำเนินการตามแผนปฏิบัติการป้องกันการทุจริต {_OF_ROUND}",
            "ตามที่{agency} ได้ประกาศใช้{plan} และให้รายงานผลการดำเนินการตามแผนเมื่อสิ้นปีงบประมาณ นั้น",
            _GATHERED,
            _REPORT,
            "รายการ",
        ),
        "plan_flat": _YEAR_PLAN,
        "plan_targets": _YEAR_PLAN,
        "five_year_plan": Words(
            "ขออนุมัติ{plan}",
            _PLANNED,
            "และ{group}ได้วิเคราะห์ความเสี่ยงการทุจริต กำหนดโครงการ กิจกรรม และมาตรการ และจัดทำแผนเสร็จเรียบร้อยแล้ว "
            "รายละเอียดตามเอกสารที่แนบ",
            _PLAN,
        ),
        "order": Words(
            "ขอให้ลงนามในคำสั่งแต่งตั้ง{group}จัดทำ{plan}",
            _PLANNED,
            "ได้จัดทำร่างคำสั่งแต่งตั้ง{group}เพื่อจัดทำแผนเสร็จเรียบร้อยแล้ว รายละเอียดตามเอกสารที่แนบ",
            "ลงนามในคำสั่ง",
        ),
        "announcement": Words(
            "ขอให้ลงนามในประกาศใช้{plan}",
            "ตามที่{agency} ได้จัดทำ{plan} นั้น",
            "ได้จัดทำร่างประกาศใช้แผนเสร็จเรียบร้อยแล้ว รายละเอียดตามเอกสารที่แนบ",
            "ลงนามในประกาศ",
        ),
    }
)
"""By document kind."""


@dataclass(frozen=True, kw_only=True)
class Memo:
    """All that a memo says."""

    agency: Agency
    submits: str
    """The document kind, one of SUBMITTED."""
    fiscal_year: int
    round: Round | None = None
    """Of a report."""
    plan: str = ""
    """The plan as `parts.plan_title` calls it, where the words speak of it."""
    group: str = "คณะทำงาน"
    """Whom the plan's order appoints."""
    name: str = ""
    """The measure of a single measure report."""
    division: str
    """Who writes; "สำนักปลัด"."""
    telephone: str = ""
    reported: int = 0
    due: int = 0
    """Of a report: how many results it tells, and how many it should."""
    number: str = ""
    dated: date | None = None
    background: tuple[str, ...] = ()
    """Instead of our words."""
    facts: tuple[str, ...] = ()
    """Added to our words: counts, sums."""
    proposals: tuple[str, ...] = ()
    """Instead of our words."""
    ita_item: str | None = None
    writer: Signatory
    head: Signatory
    clerk: Signatory
    mayor: Signatory
    issue: Issue
    emblem: Emblem | None = None

    def __post_init__(self) -> None:
        if self.submits not in SUBMITTED:
            raise ValueError(f"no memo submits a {self.submits!r}")
        words = "".join((SUBMITTED[self.submits].subject, SUBMITTED[self.submits].background))
        for field, given in (("{of_round}", self.round), ("{plan}", self.plan), ("{name}", self.name)):
            if field in words and not given:
                raise ValueError(f"a memo about a {self.submits} needs its {field.strip('{}')}")
        if self.round and self.round.fiscal_year != self.fiscal_year:
            raise ValueError("the round is of another year")

    @property
    def decides(self) -> bool:
        """Whether the mayor is asked for a decision: not about a report that is the clerk's to approve."""
        return not SUBMITTED[self.submits].of or Role.MAYOR in self.agency.levels or bool(_paragraphs(self.proposals))

    def said(self, words: str) -> str:
        """Words of SUBMITTED about this matter."""
        return words.format(
            agency=self.agency.name,
            plan=self.plan,
            group=self.group,
            year=self.fiscal_year,
            of_round=f" รอบ {self.round.months} เดือน" if self.round else "",
            name=self.name,
            reported=self.reported,
            due=self.due,
            of=SUBMITTED[self.submits].of,
        )


def progress_facts(told: Summary) -> tuple[str, ...]:
    """The figures of a follow-up or a yearly report, for `Memo.facts`."""
    states = " ".join(f"{state.label} {told.counts[state]} รายการ" for state in (State.DONE, *_OTHERS))
    return (
        f"รายการที่กำหนดดำเนินการ {told.items} รายการ {states}",
        *([f"คะแนนความสำเร็จตามเกณฑ์ของสำนักงาน ป.ป.ช. ร้อยละ {told.score}"] if told.score is not None else []),
        _money(told),
    )


def _money(told: Summary) -> str:
    if not told.planned and not told.used:
        return "ทุกรายการดำเนินการโดยไม่ใช้งบประมาณ"
    share = f" (ร้อยละ {told.used_percent:,})" if told.used_percent is not None else ""
    return f"ใช้จ่ายงบประมาณ {money_text(told.used, 'arabic')} จาก {money_text(told.planned, 'arabic')} ตามแผน{share}"


_OTHERS: Final = (State.IN_PROGRESS, State.NOT_STARTED, State.CANNOT)


def render(memo: Memo) -> bytes:
    """The finished .docx; the same data give the same bytes."""
    pictures = Pictures()
    return template("memo", memo.agency.digits).render(fields(memo, pictures), pictures)


def file_name(memo: Memo) -> str:
    """The name of the file."""
    own = memo.agency
    return parts.file_name(
        ("บันทึกข้อความ", *_SHORT[memo.submits], f"ปี{memo.fiscal_year}", *_round(memo)),
        agency=own.name,
        kind=own.kind,
        digits=own.digits,
        draft=memo.issue.draft,
        version=memo.issue.version,
        sample=own.sample,
    )


_SHORT: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "measure_report": ("รายงานผลมาตรการ",),
        "single_measure_report": ("รายงานผลมาตรการ",),
        "follow_up": ("รายงานผลแผน",),
        "yearly_report": ("รายงานผลแผน",),
        "plan_flat": ("แผนประจำปี",),
        "plan_targets": ("แผนประจำปี",),
        "five_year_plan": ("แผน",),
        "order": ("คำสั่ง",),
        "announcement": ("ประกาศ",),
    }
)


def _round(memo: Memo) -> tuple[str, ...]:
    return (f"รอบ{memo.round.months}เดือน",) if memo.round else ()


def fields(memo: Memo, pictures: Pictures) -> dict[str, Any]:
    """The fields of the template, as docs/documents.md lists them."""
    own, digits, words = memo.agency, memo.agency.digits, SUBMITTED[memo.submits]
    published = f" ตามข้อ {memo.ita_item} ของการเปิดเผยข้อมูลสาธารณะ (OIT)" if memo.ita_item else ""
    fact = _PARTLY if memo.reported < memo.due else words.fact
    facts = items(memo.facts) if _paragraphs(memo.facts) else []
    single = facts.pop()["text"] if len(facts) == 1 else ""
    proposals = (
        f"{words.proposal if memo.decides else _KNOW}ตามเอกสารที่แนบ",
        f"ให้เผยแพร่ทางเว็บไซต์ของ{own.name}{published}",
    )
    return {
        "agency": own.name,
        "office": " ".join(_line(text) for text in (memo.division, own.name) if text.strip()),
        "telephone": _line(memo.telephone),
        "number": _line(memo.number),
        "dated": thai_date_long(memo.dated, digits) if memo.dated else "",
        "subject": _line(memo.said(words.subject)),
        "to": own.mayor_title,
        "background": _paragraphs(memo.background) or [memo.said(words.background)],
        "fact": " ".join(text for text in (_line(memo.division), memo.said(fact), _line(single)) if text),
        "facts": facts,
        "decides": memo.decides,
        "proposals": items(memo.proposals if _paragraphs(memo.proposals) else proposals),
        "writer": signatory(memo.writer),
        "head": signatory(memo.head),
        "clerk": signatory(memo.clerk),
        "mayor": signatory(memo.mayor),
        "words": {"clerk": own.words.clerk_word},
        "approved_on": memo.issue.approval_by(memo.mayor, digits),
        "emblem": emblem_run(memo.emblem, pictures, EMBLEM_CM),
        **marks(draft=memo.issue.draft, version=memo.issue.version, sample=own.sample),
    }


def _paragraphs(texts: tuple[str, ...]) -> list[str]:
    return [line for text in texts for line in lines(text)]


def _line(text: str) -> str:
    return " ".join(lines(text))

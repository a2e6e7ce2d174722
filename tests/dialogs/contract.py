"""What every dialog is opened with. A new dialog adds its cases here; all else follows from the kinds of its questions."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any

from bot.dialogs import registry
from bot.dialogs.divisions import division_options
from bot.dialogs.engine import Dialog
from bot.dialogs.item_officer import reporter_options
from bot.dialogs.kit import (
    Choice,
    Date,
    Link,
    LongText,
    Money,
    MultiChoice,
    Number,
    Option,
    Percent,
    Period,
    Photos,
    Picker,
    Question,
    Rows,
    Text,
    TextList,
    YesNo,
)
from bot.dialogs.people import person_option
from bot.dialogs.plan_parts import row_options
from bot.domain.agency import Agency, Member, Person, Role
from bot.domain.approval import Course, Post
from bot.domain.approval import Step as Stage
from bot.domain.divisions import Division
from bot.domain.fiscal import Quarter
from bot.domain.gallery import Gallery, Shown
from bot.domain.history import Happened
from bot.domain.ita import ItaItems
from bot.domain.measures import ItaAnalysis, Measure, MeasureResult
from bot.domain.paperwork import MemoText, Paperwork, RoundNote, Term
from bot.domain.parts import Part
from bot.domain.plan import ItemKind, ItemYear, Plan, PlanItem, QuarterResult, State
from bot.domain.plan_document import Announcement, Indicator, Order, RiskControl, RiskIssue, RiskRow, Signatory
from bot.domain.plan_document import Member as Deputy
from bot.domain.report import About, Report, ReportKind, ReportState
from bot.domain.sheet import CostLine, ProjectSheet, Step, TargetGroup
from bot.domain.single_measure import Cases, Process, SingleMeasure
from bot.facts.documents import ReportCheck
from bot.frameworks import framework_of
from dialogs.chat import START, Chat

SCREENS = {
    "check_results", "check_result", "undo_check",
    "item", "delete", "restore", "accept", "measure", "report", "keep", "todo", "reports", "privacy", "help", "more", "parked",
    "retry_parked", "person", "resume_duty", "give_code", "revoke_code", "print_code", "my_channel", "leave_channel",
    "nacc_form", "sheet", "section", "clear_sheet", "undo", "plan_parts", "part_row", "drop_part", "settings", "drop_emblem",
    "template", "use_template", "look", "history", "history_file", "progress", "calendar", "board", "missing", "ready", "make_reports", "nudge", "nudge_all", "quiet", "put_off", "outlook", "gallery", "drop_photo",
    "put_back_photo", "division", "acting", "end_acting", "resume_acting", "ita", "start_plan",
}  # fmt: skip
"""Openers that show something or do something at once: no conversation."""

AGENCY = Agency(1, "เทศบาลตำบลทดสอบ", "tambon_municipality")
OWNER = Person(1, AGENCY, 1, "นางทดสอบ", "นักวิเคราะห์", Role.PLAN_OWNER)
CLERK = Person(2, AGENCY, None, "นายทดสอบ", "ปลัด", Role.CLERK)
NAME = "โครงการที่มีชื่อยาวมากเพื่อทดสอบว่าปุ่มและข้อความยังอ่านได้เมื่อชื่อของโครงการยาวเกินหนึ่งบรรทัดของหน้าจอโทรศัพท์"
ITEM = PlanItem(
    7, 1, "active", 1, "1.1", "1.1.1", ItemKind.PROJECT, NAME, "ประชาชน 60 คน", date(2025, 10, 1), date(2027, 9, 30),
    1, "สำนักปลัด", 1, ("จัดอบรม 1 ครั้ง",), ("รู้ระเบียบมากขึ้น",), 3,
    {2569: ItemYear(True, Decimal(1000)), 2570: ItemYear(True, Decimal(25000))},
)  # fmt: skip
RESULT = QuarterResult(
    5, 7, Quarter(2570, 1), State.IN_PROGRESS, "", "", "จัดอบรมแล้ว 1 รุ่น", Decimal("1200.50"), "", "",
    {"place": "หอประชุม", "planned": "60", "published": [{"channel": "เว็บไซต์", "link": "https://example.go.th"}]},
    (11, 12), 2,
)  # fmt: skip
MEASURE = Measure(
    4, 2570, "active", 1, "มาตรการตรวจสอบการใช้ดุลพินิจ", ("แนวทางหนึ่ง", "แนวทางสอง"), ("ขั้นตอนหนึ่ง",), "สำนักปลัด", 1,
    "รายงานทุกเดือน", (6, 12), 2,
)  # fmt: skip
MEASURE_RESULT = MeasureResult(
    3, 4, 6, ("ประชุมแล้ว",), date(2026, 10, 1), date(2027, 3, 31), "ได้คู่มือ", "ประชาชนสะดวก", "", "", "", (11,), 1
)
ANALYSIS = ItaAnalysis(2570, 2569, (), ("การสื่อสาร",), ("จัดทำคู่มือ",), 1)
COURSE = Course((Stage(Role.CLERK),))
REPORT = Report(9, ReportKind.MEASURE_REPORT, About(2570, 6), 2, ReportState.SUBMITTED, 1, 1, "f", "", COURSE)
DESCRIBED = SingleMeasure(
    code="discretion", fiscal_year=2570, background=("ที่มา",), processes=(Process("อนุญาต", "นายช่าง"),),
    cases=(Cases("อนุญาต", 9, 5, 2, 1),),
)  # fmt: skip
DIVISION = Division(2, "กองคลัง", "0 2345 6789", 3, 5, 1, used=True)
EMPTY = Division(2, "กองคลัง", "", 0, 0, 0, used=False)
MEMBER = Member(5, "นายสมาชิก", "นักวิชาการ", Role.OFFICER, 1, "สำนักปลัด", True, ("telegram",), None, 3)
WRITTEN = ProjectSheet(
    7, ("เหตุผล",), ("วัตถุประสงค์",), (TargetGroup("ชุมชน", 4, "แห่ง"), TargetGroup("ประชาชน")),
    (Step("เตรียม", (Step("ประชุม"),)), Step("อบรม")), "ห้องประชุม",
    (CostLine("ค่าอาหาร", Decimal(100), Decimal(1), "มื้อ", 60), CostLine("ค่าป้าย", Decimal(500), fiscal_year=2570)), 2,
)  # fmt: skip
PARTS = {
    Part.INDICATORS: (Indicator("จำนวนเรื่องร้องเรียนลดลง", "ร้อยละ", {2569: Decimal(10), 2570: Decimal(20)}, "ปี 2565"),),
    Part.RISKS: (
        RiskRow(
            "การตรวจรับ", (RiskIssue("เรียกรับ", 12), RiskIssue("ล่าช้า")), (RiskControl("สุ่มตรวจ", 7), RiskControl("แจ้ง"))
        ),
    ),
    Part.ORDER: (Order("แต่งตั้ง", (Deputy("ปลัดเทศบาล", "ประธาน", "นายทดสอบ ระบบ"),), ("จัดทำแผน",), "1/2570"),),
    Part.ANNOUNCEMENT: (Announcement("ใช้แผน", ("เนื้อความ",), date(2026, 10, 1)),),
    Part.SIGNATORIES: (Term("clerk", Signatory("นายทดสอบ ระบบ", "รองปลัด", "ปลัด"), date(2026, 10, 1)),),
}
WRITTEN_OF = {
    "memo": MemoText(
        submits="follow_up",
        fiscal_year=2570,
        round=6,
        number="1/2",
        dated=date(2027, 4, 9),
        division_id=1,
        facts=("x",),
    ),
    "round_note": RoundNote(2570, 6, ("ปัญหา",)),
    "ita_numbers": ItaItems(plan="O26"),
}
GALLERY = Gallery(5, 7, NAME, 1, Quarter(2570, 1), (Shown(11, True, "a.jpg", ""), Shown(12, True, "b.jpg", NAME)))
HISTORY = [
    Happened(
        START,
        "นายทดสอบ",
        "officer",
        "line",
        "result:changed",
        {"was": {"done": NAME * 3}, "because": NAME},
        Quarter(2570, 1),
    )
    for _ in range(20)
]
MANY = [Option(f"{n}_2570-1", f"ไตรมาส 1: {NAME} ที่ {n}") for n in range(1, 21)]

ABOUT = [Option("2570-r6", "รอบ 6 เดือน"), Option("2570-r12", "รอบ 12 เดือน")]

WORLD: Mapping[str, Any] = {
    "who": OWNER,
    "posts": (Post(Role.CLERK),),
    "stranded": [],
    "acting_posts": [Option("clerk", "ปลัด"), Option("division_head-1", "หัวหน้าสำนักปลัด")],
    "acting_officers": [],
    "colleagues": [Option("5", "นายสมาชิก"), Option("6", "นางสมาชิก")],
    "plan": Plan(1, "2566-2570", 2566, 2570),
    "framework": framework_of,
    "item": lambda item_id: ITEM,
    "items": [Option(str(n), f"1.1 {NAME} ที่ {n}") for n in range(1, 41)],
    "result": lambda item_id, code: None,
    "last_result": lambda item_id, code: None,
    "spent": lambda item_id, year: {},
    "is_over": lambda quarter: True,
    "reported_in": lambda quarter: [],
    "history": lambda what, subject: (NAME, HISTORY),
    "gallery": lambda result: GALLERY,
    "media": lambda ids: [],
    "divisions": [Option("1", "สำนักปลัด"), Option("2", "กองคลัง")],
    "division_names": [Option("1", "สำนักปลัด"), Option("2", "กองคลัง")],
    "classical_measures": [Option("intent", "ประกาศเจตจำนงสุจริต"), Option("bribery", "มาตรการป้องกันการรับสินบน")],
    "measure": lambda measure_id: MEASURE,
    "measures": [Option("4", "1. มาตรการตรวจสอบการใช้ดุลพินิจ"), Option("5", "2. มาตรการเผยแพร่ข้อมูล")],
    "mresult": lambda measure_id, code: None,
    "last_mresult": lambda measure_id, code: None,
    "analysis": lambda year: None,
    "standing": lambda year: [],
    "reached_by": lambda what, subject: [],
    "open_results": MANY,
    "open_measures": [Option("4_2570-r6", "รอบ 6 เดือน: มาตรการหนึ่ง"), Option("5_2570-r6", "รอบ 6 เดือน: มาตรการสอง")],
    "recorded": [
        Option("item_7_2570-1", "ไตรมาส 1: โครงการหนึ่ง"),
        Option("measure_4_2570-r6", "รอบ 6 เดือน: มาตรการหนึ่ง"),
    ],
    "document_kinds": [Option(kind, kind.label) for kind in ReportKind],
    "document_about": lambda kind: (None, ABOUT),
    "document_options": lambda kind: ABOUT,
    "report": lambda report_id: REPORT,
    "pushes": (12, 300),
    "person": lambda person_id: MEMBER,
    "people": [Option("new", "+ เชิญคนใหม่"), person_option(MEMBER)],
    "heirs": lambda person_id: [Option("6", "นางผู้รับงาน · ผู้ดูแลแผน · LINE")],
    "report_check": lambda report_id: ReportCheck(False, ()),
    "marks_offered": lambda report_id: [Option("item_7", NAME), Option("item_8", "โครงการอื่น")],
    "marked": list,
    "unchecked": list,
    "sheet": lambda item_id: ProjectSheet(item_id),
    "sheet_sources": lambda item_id: [Option("8", f"1.2 {NAME}"), Option("9", "1.3 โครงการอื่น")],
    "emblem": "",
    "division": lambda division_id: DIVISION,
    "single_measure": lambda year, code: (SingleMeasure(code=code, fiscal_year=year), 0),
    "division_list": division_options([DIVISION]),
    "other_divisions": lambda division_id: [Option("3", "กองช่าง")],
    "closed": lambda code: False,
    "unlocked": {},
    "reporters": lambda item_id: [OWNER],
    "reporter_options": lambda item_id: reporter_options([OWNER]),
    "beside": lambda item_id: [NAME, "โครงการอื่น"],
    "written": lambda what, code: Paperwork(what).blank(About.parse(code)),
    "ita_table": lambda year: ItaItems(plan="O23", yearly="O24"),
    "part": lambda name: (),
    "part_options": lambda name: row_options(Part(name), PARTS[Part(name)]),
}


@dataclass(frozen=True)
class Case:
    """One way to open a dialog."""

    button: str
    """What follows `o.`."""
    facts: Mapping[str, Any] = field(default_factory=dict)
    """What differs from WORLD."""
    answers: Mapping[str, str] = field(default_factory=dict)
    """Typed answers by question, where the usual ones of the kind do not fit."""

    def __str__(self) -> str:
        return "+".join((self.button, *self.facts))

    def chat(self, **options: Any) -> Chat:
        """A new chat in which the dialog has just been opened."""
        chat = Chat(registry.OPENERS, {**WORLD, **self.facts}, **options)
        chat.open(f"o.{self.button}")
        return chat


CASES = [
    Case("record_result"),
    Case("record_result.7.2570-1"),
    Case("caption.5.11"),
    Case("caption.5.12"),
    Case("record_result.7.2569-4", {"last_result": lambda i, code: RESULT}),
    Case(
        "record_result.7.2569-4",
        {
            "last_result": lambda i, code: replace(RESULT, quarter=Quarter(2569, 3)),
            "spent": lambda i, year: {3: Decimal(900)},
        },
    ),
    Case("record_result.7.2570-1", {"result": lambda i, code: RESULT}),
    Case("mend_result"),
    Case("add_item", answers={"target_group": "ประชาชน 60 คน"}),
    Case("add_item.7", {"who": OWNER}),
    Case("items"),
    Case("add_measure"),
    Case("add_measure.4", {"who": OWNER}),
    Case("measures"),
    Case("ita_analysis"),
    Case("ita_analysis", {"analysis": lambda year: ANALYSIS}),
    Case("record_measure"),
    Case("record_measure.4.2570-r6"),
    Case("record_measure.4.2570-r6", {"mresult": lambda m, code: MEASURE_RESULT}),
    Case("ask_report"),
    Case("ask_report.measure_report"),
    Case("ask_report.plan_flat", {"document_about": lambda kind: (None, ABOUT * 3)}),
    Case("return_report.9.2", {"who": CLERK}),
    Case("chain"),
    Case("name_acting"),
    Case("name_acting", {"who": CLERK, "acting_posts": [Option("clerk", "ปลัด")]}),
    Case("people"),
    Case("invite"),
    Case("invite.5"),
    Case("end_duty.5"),
    Case("end_duty.5", {"person": lambda person_id: replace(MEMBER, items=0)}),
]

SECTIONS = [
    Case("sheet_part.7.rationale"),
    Case("sheet_part.7.objectives"),
    Case("sheet_part.7.target_groups"),
    Case("sheet_part.7.steps"),
    Case("sheet_part.7.place"),
    Case("sheet_part.7.costs", answers={"costs.how": "60 คน x 1 มื้อ x 100 บาท"}),
]
CASES += [
    *SECTIONS,
    *(replace(case, facts={"sheet": lambda item_id: WRITTEN}) for case in SECTIONS),
    Case("templates"),
    Case("templates.11"),
    Case("change_template.measure_report"),
    Case("verify"),
    Case("copy_sheet.7"),
    Case("move_item.7"),
    Case("report_by.7"),
    Case("copy_item.7"),
    Case("agency"),
    Case("emblem"),
    Case("single_measure.4"),
    Case("single_measure.4", {"single_measure": lambda year, code: (DESCRIBED, 2)}),
    Case("divisions"),
    Case("edit_division"),
    Case("edit_division.2"),
    Case("drop_division.2"),
    Case("drop_division.2", {"division": lambda division_id: EMPTY}),
    Case("due_day"),
    Case("unlock.2569-1"),
    Case("part.indicators", {"part": lambda name: PARTS[Part.INDICATORS]}),
]
for _part in Part:
    _case = Case(f"edit_part.{_part}", answers={"issues.score": "4x3", "controls.item": "ที่ 37", "number": "1/2570"})
    CASES += [_case, replace(_case, button=f"{_case.button}.0", facts={"part": lambda name: PARTS[Part(name)]})]

_codes = {"plan": "O26", "six_month": "ข้อ ๒๗", "yearly": "28", "measures_result": "029", "measures": "โอ 30"}
for _button in ("memo.2570-r6_follow_up", "round_note.2570-r6", "round_note.2570-r12", "ita_numbers.2570"):
    _case = Case(_button, answers={**_codes, "number": "สป 71001/12"})
    _known = WRITTEN_OF[_button.partition(".")[0]]
    CASES += [_case, replace(_case, facts={"written": lambda what, code, known=_known: known})]

MOST = 60
"""Questions of the longest walk."""

TYPED: list[tuple[type[Question], str]] = [
    (Link, "https://lin.ee/abc"),
    (TextList, "- ข้อแรกของคำตอบ\n- ข้อที่สองของคำตอบ"),
    (LongText, "จัดประชุมชี้แจงแนวทางแก่พนักงานทุกคนหนึ่งครั้ง"),
    (Text, "ข้อความทดสอบ"),
    (Percent, "80"),
    (Number, "12"),
    (Money, "1500"),
    (Date, "15 พ.ย. 2569"),
    (Period, "1 พ.ย. 2569 - 15 พ.ย. 2569"),
]
"""A usual typed answer of each kind."""


def dialog_of(chat: Chat) -> Dialog:
    """The dialog under way."""
    opened = chat.openers[chat.active.dialog](chat.facts(), *chat.active.args)
    assert isinstance(opened, Dialog)
    return opened


def question_of(chat: Chat) -> Question:
    """The question asked now (a cell of a row too)."""
    key, _, cell = chat.asked.partition("?")[0].partition(".")
    question = dialog_of(chat).by_key[key]
    if not cell:
        return question
    assert isinstance(question, Rows)
    return next(q for q in question.form if q.key == cell)


def answer(chat: Chat, case: Case) -> None:
    """Answer what is asked in the usual way of its kind, keeping every doubt."""
    question = question_of(chat)
    key = chat.asked
    if key in case.answers:
        chat.say(case.answers[key])
    elif isinstance(question, Choice | YesNo | Picker):
        chat.tap(next(act for act in chat.acts if act.startswith("=")))
    elif isinstance(question, MultiChoice):
        while (act := next((a for a in chat.acts if a.startswith("+")), None)) is not None:
            chat.tap(act)
        chat.tap("done")
    elif isinstance(question, Photos) and question.at_once:
        chat.photo("แม่แบบ.docx", "")
    elif isinstance(question, Photos):
        chat.photo()
        chat.tap("done")
    elif isinstance(question, Rows):
        chat.tap("row-new")
        while "." in chat.asked:
            answer(chat, case)
        chat.tap("done")
    else:
        chat.say(next(text for kind, text in TYPED if isinstance(question, kind)))
    while chat.messages and getattr(chat.messages[0], "question", "").endswith(("?doubt", "?confirm")):
        chat.tap("yes")


def under_way(chat: Chat, button: str) -> bool:
    """Whether the dialog of that button still asks something."""
    active = chat.fact("active")
    return active is not None and ".".join((active.dialog, *active.args)) == button and chat.asked != "review"


def walk(chat: Chat, case: Case) -> list[str]:
    """Answer everything up to the review (or the end); the questions met."""
    met: list[str] = []
    while under_way(chat, case.button):
        met.append(chat.asked)
        assert len(met) < MOST, met
        answer(chat, case)
    return met


def walks(case: Case) -> list[str]:
    """The questions of a case in turn."""
    return walk(case.chat(), case)


def until(case: Case, key: str, **options: Any) -> Chat:
    """A chat that has just come to this question."""
    chat = case.chat(**options)
    for _ in range(MOST):
        if chat.asked == key:
            return chat
        answer(chat, case)
    raise AssertionError(f"{key} is never asked")

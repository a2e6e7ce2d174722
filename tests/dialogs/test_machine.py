"""Anything a person can do, in any order: nothing raises, nothing accepted is lost, the cursor is where it must be."""

from datetime import timedelta
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from bot.dialogs.conversation import Reply
from bot.dialogs.engine import Dialog, Session
from bot.dialogs.kit import Answers, Photos, number_in, shorten
from bot.messages import Event, Media
from dialogs.chat import Chat, words
from dialogs.contract import OWNER
from dialogs.small import DIVISIONS, EVERY, STATES

DIALOG = Dialog("open", "เรื่องทดสอบ", EVERY, dict)
OTHER = Dialog("other", "เรื่องอื่น", EVERY[1:6], dict)
WORDS = [
    "ใช่", "ไม่", "ไม่ใช่ พิมพ์ใหม่", "ย้อนกลับ", "ข้าม", "ยกเลิก", "เมนู", "ช่วยเหลือ", "เริ่มใหม่", "บันทึก", "คงเดิม", "เสร็จแล้ว",
    "ต่อท้ายคำตอบก่อน", "เพิ่มรายการ", "ดูทั้งหมด", "1", "๒", "สีแดง", "น้ำเงิน", "12 คน", "3", "25,000", "สองหมื่นห้า", "80", "15 พ.ย. 2569",
    "ไตรมาส 1", "การคลัง", "กองที่ 13", "ชื่อแปลก", "- หนึ่ง\n- สอง", "👍", "\ud800", "\x00", " ", "ก" * 3000, "1.s0000000.1.save",
    *(option.label for option in STATES),
]  # fmt: skip
texts = st.sampled_from(WORDS) | st.text(max_size=30)
GOOD = {
    "colour": "=red", "shade": "=red_1", "paid": "=yes", "amount": "1500", "title": "ชื่อ", "story": "ทำแล้ว", "list": "หนึ่ง",
    "count": "12", "share": "80", "day": "15 พ.ย. 2569", "period": "ไตรมาส 1", "marks": "done", "owner": "=3", "helper": "=4",
    "photos": "skip", "rows": "skip", "rows.what": "โต๊ะ", "rows.many": "4", "files": "skip", "note": "จบ",
}  # fmt: skip


class Anything(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        openers = {"open": lambda facts: DIALOG, "other": lambda facts: OTHER}
        self.chat = Chat(openers, {"divisions": DIVISIONS, "who": OWNER, "recorded": []})
        self.tokens = ["o.open", "o.other", "o.menu", "n.open", "x"]
        self.revs: dict[str, int] = {}

    # --- acts ------------------------------------------------------------------------------------------------------
    @initialize()
    def begin(self) -> None:
        self.do(Event("tap", self.chat.tick(), token="o.open"))

    @rule(text=texts)
    def say(self, text: str) -> None:
        self.do(Event("text", self.chat.tick(), text, message_id=str(self.chat.sent)))

    @rule(times=st.integers(1, 12))
    def answer_well(self, times: int) -> None:
        """So that the walk comes far."""
        for _ in range(times):
            active = self.chat.fact("active")
            if active is None:
                self.do(Event("tap", self.chat.tick(), token="n.open"))
                return
            wanted = GOOD.get(getattr(self.chat.messages[-1], "question", ""), "no")
            if wanted in self.chat.acts:
                self.do(Event("tap", self.chat.tick(), token=f"1.{active.id}.{active.rev}.{wanted}"))
            else:
                self.do(Event("text", self.chat.tick(), wanted, message_id=str(self.chat.sent)))

    @rule(text=texts, seconds=st.integers(1, 3000))
    def say_late(self, text: str, seconds: int) -> None:
        at = self.chat.tick() - timedelta(seconds=seconds)
        self.do(Event("text", at, text, message_id=str(self.chat.sent)))

    @rule(text=texts, number=st.integers(0, 60))
    def edit(self, text: str, number: int) -> None:
        at = self.chat.tick()
        self.do(Event("text", at, text, message_id=str(max(self.chat.sent - number, 0)), edited=True))

    @rule(data=st.data())
    def tap(self, data: st.DataObject) -> None:
        self.do(Event("tap", self.chat.tick(), token=data.draw(st.sampled_from(self.tokens))))

    @rule(data=st.data())
    def tap_what_is_in_sight(self, data: st.DataObject) -> None:
        shown = [b.token for message in self.chat.messages for b in getattr(message, "buttons", ())]
        self.do(Event("tap", self.chat.tick(), token=data.draw(st.sampled_from(shown or ["o.open"]))))

    @rule(
        data=st.data(),
        act=st.sampled_from(["edit-version", "=zz", "p7", "drop-1", "row-drop-9", "save", "done", "use", "+red", ""]),
    )
    def tap_tampered(self, data: st.DataObject, act: str) -> None:
        head = data.draw(st.sampled_from(self.tokens)).split(".")[:3]
        self.do(Event("tap", self.chat.tick(), token=".".join((*head, act))))

    @rule(name=st.sampled_from(["a.jpg", "a.pdf", "a.exe"]), number=st.integers(1, 9))
    def photo(self, name: str, number: int) -> None:
        self.do(Event("media", self.chat.tick(), media=Media(number, name)))

    @rule(what=st.sampled_from(["sticker", "voice", "location", ""]))
    def unsupported(self, what: str) -> None:
        self.do(Event("unsupported", self.chat.tick(), what=what))

    @rule(days=st.sampled_from([0.1, 6, 8]))
    def time_goes_on(self, days: float) -> None:
        self.chat.tick(days=days)

    # --- what holds ------------------------------------------------------------------------------------------------
    def do(self, event: Event) -> None:
        before = {i: self.chat.session(i) for i in self.chat.rows}
        reply = self.chat.send(event)
        for was in filter(None, before.values()):
            self.nothing_is_lost(was, event, reply)
        for message in self.chat.messages:
            self.tokens += [b.token for b in getattr(message, "buttons", ())]
        self.tokens = list(dict.fromkeys(self.tokens))[-60:]

    def nothing_is_lost(self, was: Session, event: Event, reply: Reply) -> None:
        now = self.chat.session(was.id)
        assert now is not None
        answered = cursor(was)
        may_change = {answered, was.row["key"] if was.row else answered}
        if (was.pending and was.pending["kind"] == "late") or was.view.get("stray"):
            may_change.add(was.last)
        if event.edited:
            may_change |= {k for k, parts in was.parts.items() if any(p[0] == event.message_id for p in parts)}
        if event.media:
            may_change |= {q.key for q in EVERY if isinstance(q, Photos)}
        changed = {key for key in was.answers if now.answers.get(key) != was.answers[key]}
        assert changed <= may_change | set(reply.dropped), (changed, was, now)
        if was.status in {"done", "dropped"}:
            assert now == was
        if (
            was.pending
            and was.pending["kind"] == "late"
            and not (now.pending and now.pending["kind"] in {"late", "cancel"})
        ):
            text = was.pending["text"]
            settled = event.kind == "tap" or event.text in {"ไม่ใช้", "ใช้ตอบข้อนี้", "ต่อท้ายคำตอบก่อน"}
            settled = settled or number_in(event.text).isdigit()  # the number of a button in sight
            if event.text == "ย้อนกลับ":  # aside: it is shown what was not used
                settled = any(shorten(text, 60) in words(message) for message in self.chat.messages)
            assert settled or now.status != "active", text

    @invariant()
    def sessions_are_sound(self) -> None:
        for session_id in self.chat.rows:
            session = self.chat.session(session_id)
            assert session is not None
            assert session.status in {"active", "paused", "done", "dropped"}
            assert session.rev >= self.revs.get(session_id, 0)
            self.revs[session_id] = session.rev

    @invariant()
    def the_message_shows_the_cursor(self) -> None:
        active = self.chat.fact("active")
        message: Any = self.chat.messages[-1] if self.chat.messages else None
        if active is None or getattr(message, "replace", "") != f"q.{active.id}":
            return
        asked = message.question.partition("?")[0].partition(".")[0]
        assert asked == (cursor(active) or "review")


def cursor(session: Session) -> str:
    """The opened question, or the first visible one in turn without an answer; empty for the review."""
    if session.row:
        return str(session.row["key"])
    dialog = DIALOG if session.dialog == "open" else OTHER
    values = Answers({k: dialog.by_key[k].load(a["v"]) for k, a in session.answers.items() if "v" in a})
    if session.open:
        return session.open
    for question in dialog.questions:
        if not question.later and question.key not in session.answers and (not question.when or question.when(values)):
            return question.key
    return ""


Anything.TestCase.settings = settings(
    max_examples=60, stateful_step_count=50, deadline=None, suppress_health_check=list(HealthCheck)
)
TestAnything = Anything.TestCase

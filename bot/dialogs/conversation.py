"""From one event to one reply: control words, menus, buttons of old and new messages, and the dialog under way. Pure.

Button data: `1.<session>.<rev>.<act>` answers a dialog, `o.<name>.<args>` opens one (`n.` anew, `r.<session>` goes on with
a draft), `a.<report>.<version>.<act>` decides about a report. The format is append-only; rights are checked by what is
opened or done, never read out of a button.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from inspect import signature
from typing import Any, Final

from bot.dialogs import engine
from bot.dialogs.engine import Dialog, Open, Session, Turn, Unknown, control_word
from bot.dialogs.kit import Facts, shorten
from bot.dialogs.words import WORDS
from bot.domain.commands import Decide
from bot.domain.fiscal import bangkok_day, fiscal_year_of
from bot.messages import Button, Card, Choices, Event, Message, Text
from bot.problems import Problem


@dataclass(frozen=True, slots=True)
class Screen:
    """Something to look at: an opener may give it instead of a dialog."""

    messages: tuple[Message, ...]


@dataclass(frozen=True, slots=True)
class Do:
    """A command to run at once: an opener may give it instead of a dialog (delete, undo, accept)."""

    command: Any


Opener = Callable[..., Dialog | Screen | Do | Open]
"""`opener(facts, *args)`: args are the short strings of the button."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What one event leads to. `sessions` are to be written; a `command` is to be run in the same transaction, and if a
    rule refuses it, the sessions are left as they were and `refused` is said instead."""

    sessions: tuple[Session, ...] = ()
    messages: tuple[Message, ...] = ()
    command: Any = None
    dropped: dict[str, Any] = field(default_factory=dict)
    problem: str = ""
    """Code of what was wrong, for the log."""
    refused: Callable[[str], tuple[Message, ...]] = lambda said: (Text(said),)


LATE_DRAFT: Final = "รายการ “{title}” ค้างไว้เกิน 7 วัน คำตอบเดิมยังอยู่ครบ ต้องการทำต่อหรือไม่"
DRAFT: Final = "มีร่าง “{title}” ที่ทำค้างไว้ ต้องการทำต่อหรือเริ่มใหม่"
KEPT_TEXT: Final = "ข้อความ “{text}” ยังไม่ได้บันทึก ส่งอีกครั้งเมื่อถึงข้อที่ต้องการ"
CHANGED: Final = "ระบบมีการปรับปรุง รายการที่ทำค้างไว้ใช้ต่อไม่ได้ คำตอบเดิมยังเก็บไว้ครบ ต้องการทำอย่างไร"
FINISHED: Final = "รายการนี้บันทึกเสร็จแล้ว"
GONE: Final = "ปุ่มนี้ใช้ไม่ได้แล้ว กรุณาเลือกจากเมนู"
NO_DIALOG: Final = "ยังไม่ได้เลือกรายการที่จะทำ กรุณาเลือกจากเมนู"
NO_DIALOG_MEDIA: Final = "ได้รับภาพหรือไฟล์แล้ว แต่ยังไม่ได้เลือกว่าจะแนบกับรายการใด กรุณาเลือกรายการก่อน แล้วส่งอีกครั้ง"
SET_ASIDE: Final = "ออกจากรายการแล้ว คำตอบเก็บเป็นร่างไว้ให้ กลับมาทำต่อได้จากเมนู"
NOTHING_TO_CANCEL: Final = "ไม่มีรายการที่ทำค้างอยู่"


class Conversation:
    """Replies to events, given the openers by name and the functions that draw the menu, the help and the privacy notice."""

    def __init__(
        self,
        openers: dict[str, Opener],
        menu: Callable[[Facts], Message],
        helped: Callable[[Facts], Message],
        labels: Callable[[Facts], dict[str, str]],
    ) -> None:
        self.openers, self.menu, self.helped, self.labels = openers, menu, helped, labels
        self._args = {name: _arguments(opener) for name, opener in openers.items()}

    def open(self, name: str, facts: Facts, args: tuple[str, ...]) -> Dialog | Screen | Do | Open:
        """What a button opens; ValueError when this version knows no such opener with so many arguments."""
        fewest, most = self._args.get(name, (1, 0))
        if not fewest <= len(args) <= most:
            raise ValueError(name)
        return self.openers[name](facts, *args)

    def respond(self, event: Event, facts: Facts, now: datetime) -> Reply:
        """The reply to one event of a known person. Raises kit.Wanted for a fact that must be loaded first."""
        step = _Step(self, event, facts, now)
        try:
            return step.reply()
        except Problem as problem:
            return Reply(messages=(Text(problem.sentence),), problem=problem.code)


def _arguments(opener: Opener) -> tuple[int, int]:
    """The fewest and the most arguments an opener takes after the facts."""
    names = list(signature(opener).parameters.values())[1:]
    return sum(name.default is name.empty for name in names), len(names)


class _Step:
    def __init__(self, talk: Conversation, event: Event, facts: Facts, now: datetime) -> None:
        self.talk, self.event, self.facts, self.now = talk, event, facts, now
        self.fiscal_year = fiscal_year_of(bangkok_day(now))

    def reply(self) -> Reply:
        event = self.event
        if event.kind == "tap":
            return self.tapped(event.token)
        active: Session | None = self.facts["active"]
        word = control_word(event.text) if event.kind == "text" else ""
        if word == "menu":
            return Reply(messages=(self.talk.menu(self.facts),))
        if active is None:
            return self.without_dialog(word)
        if word == "restart":
            return self.opened(active.dialog, active.args, anew=True)
        return self.go_on(active)

    # --- no dialog under way ---------------------------------------------------------------------------------------
    def without_dialog(self, word: str) -> Reply:
        event = self.event
        if event.kind == "text":
            if word in {"help", "restart"}:
                return Reply(messages=(self.talk.helped(self.facts), self.talk.menu(self.facts)))
            wanted = engine.squeeze_word(event.text)
            for label, target in self.talk.labels(self.facts).items():
                if engine.squeeze_word(label) == wanted:
                    return self.tapped(target)
        said = NO_DIALOG
        if event.kind == "media":
            said = Problem(event.media.problem).sentence if event.media and event.media.problem else NO_DIALOG_MEDIA
        elif event.kind == "unsupported":
            said = Problem(WORDS.unsupported(event.what)).sentence
        elif word in {"cancel", "back", "skip"}:
            said = NOTHING_TO_CANCEL
        return Reply(messages=(Text(said), self.talk.menu(self.facts)))

    # --- a dialog under way ------------------------------------------------------------------------------------------
    def build(self, session: Session) -> Dialog | None:
        """The dialog a stored session belongs to; None when this version does not know it (any more)."""
        try:
            opened = self.talk.open(session.dialog, self.facts, session.args)
        except ValueError:
            return None
        return opened if isinstance(opened, Dialog) else None

    def go_on(self, session: Session) -> Reply:
        """The event is for this session."""
        dialog = self.build(session)
        if session.expires_at and self.now > session.expires_at:
            return self.silent_too_long(session, dialog)
        if dialog is None:
            return self.not_understood(session)
        try:
            turn = engine.advance(dialog, session, self.event, self.facts, self.now, self.fiscal_year)
        except Unknown:
            return self.not_understood(session)
        return self.after(turn, dialog, session)

    def after(self, turn: Turn, dialog: Dialog, before: Session) -> Reply:
        """What a step decided: go on, leave, open another dialog, or run a command."""
        if turn.session.status == "paused":
            return Reply((turn.session,), (Text(SET_ASIDE), self.talk.menu(self.facts)))
        if turn.decided is None:
            return Reply((turn.session,), turn.messages, dropped=dict(turn.dropped), problem=turn.problem)
        if isinstance(turn.decided, Open):
            reply = self.opened(turn.decided.dialog, turn.decided.args)
            return replace(reply, sessions=(turn.session, *reply.sessions))

        def refused(said: str) -> tuple[Message, ...]:
            return engine.show(dialog, before, self.facts, self.now, self.fiscal_year, said).messages

        return Reply((turn.session,), (), turn.decided, dict(turn.dropped), refused=refused)

    def silent_too_long(self, session: Session, dialog: Dialog | None) -> Reply:
        """After a week of silence the draft is paused, and this contact offers to resume it."""
        title = dialog.title if dialog else session.dialog
        said = LATE_DRAFT.format(title=title)
        if self.event.kind == "text":
            said = f"{said}\n{KEPT_TEXT.format(text=shorten(self.event.text))}"
        paused = replace(session, status="paused")
        return Reply((paused,), (Choices(said, self.draft_buttons(paused), "draft"),))

    def draft_buttons(self, session: Session) -> tuple[Button, ...]:
        return (
            Button("ทำต่อ", f"r.{session.id}", "primary"),
            Button("เริ่มใหม่", ".".join(("n", session.dialog, *session.args))),
            Button("เมนู", "o.menu"),
        )

    def not_understood(self, session: Session) -> Reply:
        """Stored by another version: the answers stay, the person chooses."""
        kept = replace(session, status="paused")
        again = Button("เริ่มใหม่", ".".join(("n", session.dialog, *session.args)), "primary")
        if session.dialog not in self.talk.openers:
            again = Button("เริ่มใหม่", "o.menu", "primary")
        buttons = (again, Button("ดูคำตอบเดิม", f"v.{session.id}"))
        return Reply((kept,), (Choices(CHANGED, buttons, "changed"),))

    # --- buttons ---------------------------------------------------------------------------------------------------
    def tapped(self, data: str) -> Reply:
        kind, _, rest = data.partition(".")
        try:
            match kind:
                case "1":
                    return self.answered(data)
                case "o" | "n":
                    name, *args = rest.split(".")
                    return self.opened(name, tuple(args), anew=kind == "n")
                case "r":
                    return self.resumed(rest)
                case "v":
                    return self.viewed(rest)
                case "a":
                    return self.decided(rest)
        except ValueError:
            pass
        return Reply(messages=(Text(GONE), self.talk.menu(self.facts)))

    def answered(self, data: str) -> Reply:
        session_id, rev, _ = engine.parse_token(data)
        session: Session | None = self.facts["session", session_id]
        if session is None:
            return Reply(messages=(Text(GONE), self.talk.menu(self.facts)))
        if session.status == "done":
            return Reply(messages=(Text(FINISHED, replace=f"done.{session_id}"),))
        if session.status == "active":
            return self.go_on(session)
        if session.status == "paused" and rev == session.rev:
            return self.woken(session, self.go_on(session))
        return Reply(messages=(Text(GONE), self.talk.menu(self.facts)))

    def resumed(self, session_id: str) -> Reply:
        session: Session | None = self.facts["session", session_id]
        if session is None or session.status not in {"paused", "active"}:
            return Reply(messages=(Text(GONE), self.talk.menu(self.facts)))
        dialog = self.build(session)
        if dialog is None:
            return self.not_understood(session)
        try:
            turn = engine.show(
                dialog, replace(session, pending=None), self.facts, self.now, self.fiscal_year, "ทำต่อจากเดิม"
            )
        except Unknown:
            return self.not_understood(session)
        return self.woken(session, Reply((turn.session,), turn.messages))

    def woken(self, session: Session, reply: Reply) -> Reply:
        """A paused session goes on; the one that was active until now is paused."""
        active: Session | None = self.facts["active"]
        if active is None or active.id == session.id:
            return reply
        return replace(reply, sessions=(replace(active, status="paused"), *reply.sessions))

    def viewed(self, session_id: str) -> Reply:
        session: Session | None = self.facts["session", session_id]
        if session is None:
            return Reply(messages=(Text(GONE),))
        lines = engine.told(session, self.build(session), self.facts, self.now, self.fiscal_year)
        card = Card("คำตอบเดิม", tuple(lines) or ("ยังไม่มีคำตอบ",), buttons=(Button("เมนู", "o.menu"),))
        return Reply(messages=(card,))

    def decided(self, rest: str) -> Reply:
        report_id, version, act = rest.split(".")
        if act == "return":
            return self.opened("return_report", (report_id, version))
        if act not in {"submit", "approve", "undo", "ask_submit"}:
            raise ValueError(act)
        return Reply(command=Decide(int(report_id), int(version), act))

    # --- opening -----------------------------------------------------------------------------------------------------
    def opened(self, name: str, args: tuple[str, ...], *, anew: bool = False) -> Reply:
        """Open a dialog, a screen or an act. The dialog under way is paused; one of the same name and args goes on."""
        if name == "menu":
            return Reply(messages=(self.talk.menu(self.facts),))
        opened = self.talk.open(name, self.facts, args)
        active: Session | None = self.facts["active"]
        if isinstance(opened, Screen):
            return Reply(messages=opened.messages)
        if isinstance(opened, Do):
            return Reply(command=opened.command)
        if isinstance(opened, Open):
            return self.opened(opened.dialog, opened.args, anew=anew)
        if not anew and (kept := self.kept_draft(opened, args, active)) is not None:
            return kept
        session = Session(self.facts["new_session_id"], opened.name, args)
        turn = engine.begin(opened, session, self.facts, self.now, self.fiscal_year, self.event.at)
        paused: tuple[Session, ...] = ()
        if active is not None:
            same = active.dialog == opened.name and active.args == args
            paused = (replace(active, status="dropped" if same else "paused"),)
        return Reply((*paused, turn.session), turn.messages)

    def kept_draft(self, dialog: Dialog, args: tuple[str, ...], active: Session | None) -> Reply | None:
        """The same dialog is already under way, or lies as a draft with answers."""
        if active is not None and active.dialog == dialog.name and active.args == args:
            return self.resumed(active.id)
        if not dialog.review:
            return None
        draft: Session | None = self.facts["draft", dialog.name, args]
        if draft is None or not (set(draft.answers) - set(dialog.initial)):
            return None
        return Reply(messages=(Choices(DRAFT.format(title=dialog.title), self.draft_buttons(draft), "draft"),))

"""From one event to one reply: control words, menus, buttons of old and new messages, and the dialog under way. Pure.

Button data: `1.<session>.<rev>.<act>` answers a dialog, `o.<name>.<args>` opens one (`n.` anew, `r.<session>` goes on
with a draft), `a.<report>.<version>.<act>` decides about a report (`approve-2`: at that level). The format is
append-only; rights are checked by what is opened or done, never read out of a button.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cache
from inspect import signature
from typing import Any

from bot.dialogs import around, engine
from bot.dialogs.engine import Dialog, Open, Session, Turn, Unknown, control_word
from bot.dialogs.kit import Facts
from bot.dialogs.session import Do, Opener, Screen
from bot.dialogs.words import WORDS
from bot.domain.decisions import Decide
from bot.domain.fiscal import bangkok_day, fiscal_year_of
from bot.messages import Button, Choices, Event, Message, Text
from bot.problems import Problem
from bot.thai import clean


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
    refused: Callable[[Problem], tuple[Message, ...]] = lambda problem: (around.refusal(problem),)


class Conversation:
    """Replies to events, given the openers by name and the functions that draw the menu, the help and the privacy notice."""

    def __init__(
        self,
        openers: dict[str, Opener],
        menu: Callable[[Facts], Message],
        helped: Callable[[Facts], Message],
        labels: Callable[[Facts], dict[str, str]],
        always: Mapping[str, str] = {},
        spoken: Callable[[Facts, str], Open | None] = lambda facts, text: None,
    ) -> None:
        """`always`: words that open something whatever is under way, with the button they stand for. `spoken`: what other
        words open when nothing is under way; a dialog takes them as its first answer."""
        self.spoken = spoken
        self.openers, self.menu, self.helped, self.labels, self.always = openers, menu, helped, labels, always

    def open(self, name: str, facts: Facts, args: tuple[str, ...]) -> Dialog | Screen | Do | Open:
        """What a button opens; ValueError when this version knows no such opener with so many arguments."""
        opener = self.openers.get(name)
        if opener is None or len(args) not in _arguments(opener):
            raise ValueError(name)
        return opener(facts, *args)

    def respond(self, event: Event, facts: Facts, now: datetime) -> Reply:
        """The reply to one event of a known person."""
        if (text := clean(event.text)) != event.text:
            event = replace(event, text=text)
        try:
            return _Step(self, event, facts, now).reply()
        except Problem as problem:
            return Reply(messages=(around.refusal(problem),), problem=problem.code)

    def under_way(self, facts: Facts, now: datetime) -> tuple[Message, ...]:
        """What is asked now, where something is under way."""
        reply = _Step(self, Event("unsupported", now), facts, now).still("")
        return reply.messages if reply else ()


@cache
def _arguments(opener: Opener) -> range:
    """How many arguments an opener takes after the facts."""
    names = list(signature(opener).parameters.values())[1:]
    return range(sum(name.default is name.empty for name in names), len(names) + 1)


class _Step:
    def __init__(self, talk: Conversation, event: Event, facts: Facts, now: datetime) -> None:
        self.talk, self.event, self.facts, self.now = talk, event, facts, now
        self.fiscal_year = fiscal_year_of(bangkok_day(now))
        self.over = ""
        """The session that this event ended."""

    @property
    def active(self) -> Session | None:
        """The dialog under way."""
        found: Session | None = self.facts["active"]
        return None if found is None or found.id == self.over else found

    def ended(self, session_id: str) -> None:
        """What is shown now must not offer to go on with this one."""
        self.over = self.facts["ended"] = session_id

    def reply(self) -> Reply:
        event = self.event
        if event.kind == "tap":
            return self.tapped(event.token)
        active = self.active
        word = control_word(event.text) if event.kind == "text" else ""
        if word == "menu":
            return self.menu()
        if word == "start":  # the chat was opened (again)
            return self.still(around.WELCOME) or self.menu()
        if event.kind == "text" and (token := self.talk.always.get(engine.squeeze_word(event.text))):
            return self.tapped(token)
        if active is None:
            return self.without_dialog(word)
        if word == "restart":
            return self.opened(active.dialog, active.args, anew=True)
        return self.go_on(active)

    def menu(self) -> Reply:
        """The menu. The dialog under way waits as a draft: words typed now are meant for the menu, not for its question."""
        paused = (replace(active, status="paused"),) if (active := self.active) else ()
        return Reply(paused, (self.talk.menu(self.facts),))

    # --- no dialog under way ---------------------------------------------------------------------------------------
    def without_dialog(self, word: str) -> Reply:
        event = self.event
        if event.kind == "text":
            if word == "resume" and (drafts := self.facts["drafts"]):
                return self.resumed(drafts[0].id)
            if word in {"help", "restart"}:
                return Reply(messages=(self.talk.helped(self.facts), self.talk.menu(self.facts)))
            if entry := self.menu_entry():
                return self.tapped(entry)
            if wanted := self.talk.spoken(self.facts, event.text):
                return self.spoken(wanted)
            if len(event.text) >= around.SENTENCE and not word:
                return Reply(messages=(around.not_recorded(self.facts), self.talk.menu(self.facts)))
        said = around.NO_DIALOG
        if event.media:
            menu = Button("เมนู", "o.menu", "primary")
            if event.media.problem:
                return Reply(messages=(Text(Problem(event.media.problem).about(event.media.name), (menu,)),))
            return Reply(messages=(around.sent_unasked(self.facts, event.media, event.album),))
        if event.kind == "unsupported":
            said = Problem(WORDS.unsupported(event.what)).sentence
        elif word in {"cancel", "back", "skip"}:
            said = around.NOTHING_TO_CANCEL
        return Reply(messages=(Text(said), self.talk.menu(self.facts)))

    def spoken(self, wanted: Open) -> Reply:
        """Opened by what was typed, which is the answer to its first question as well."""
        opened = self.opened(wanted.dialog, wanted.args)
        if not opened.sessions or opened.sessions[-1].status != "active":
            return opened
        *before, session = opened.sessions
        reply = self.go_on(session)
        return replace(reply, sessions=(*before, *reply.sessions))

    def menu_entry(self) -> str:
        """The token of the menu entry whose words were typed; heard where they cannot be an answer."""
        wanted = engine.squeeze_word(self.event.text) if self.event.kind == "text" else ""
        labels = self.talk.labels(self.facts) if wanted else {}
        return next((token for label, token in labels.items() if engine.squeeze_word(label) == wanted), "")

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
        try:
            if (dialog := self.build(session)) is None:
                return self.not_understood(session)
            if session.expires_at and self.now > session.expires_at:
                return self.silent_too_long(session, dialog)
            if not dialog.review and (entry := self.menu_entry()):
                return self.tapped(entry)
            turn = engine.advance(dialog, session, self.event, self.facts, self.now, self.fiscal_year)
            if turn.problem and (entry := self.menu_entry()):  # no answer to what is asked
                return self.tapped(entry)
        except Unknown:
            return self.not_understood(session)
        except Problem as problem:  # what it was about is gone, or the right to do it
            return self.not_understood(session, problem)
        return self.after(turn, dialog, session)

    def after(self, turn: Turn, dialog: Dialog, before: Session) -> Reply:
        """What a step decided: go on, leave, open another dialog, or run a command."""
        if turn.session.status in {"paused", "dropped"}:
            self.ended(turn.session.id)
            to = turn.decided or dialog.left
            reply = self.opened(to.dialog, to.args)
            said = Text(around.SET_ASIDE if turn.session.status == "paused" else around.LEFT)
            messages = reply.messages if turn.decided else (said, *reply.messages)
            return replace(reply, sessions=(turn.session, *reply.sessions), messages=messages)
        if turn.decided is None:
            return Reply((turn.session,), turn.messages, dropped=dict(turn.dropped), problem=turn.problem)
        if isinstance(turn.decided, Open):
            self.ended(turn.session.id)
            reply = self.opened(turn.decided.dialog, turn.decided.args)
            return replace(reply, sessions=(turn.session, *reply.sessions))

        def refused(problem: Problem) -> tuple[Message, ...]:
            return engine.show(dialog, before, self.facts, self.now, self.fiscal_year, problem.sentence).messages

        return Reply((turn.session,), (), turn.decided, dict(turn.dropped), refused=refused)

    def silent_too_long(self, session: Session, dialog: Dialog) -> Reply:
        """After a week of silence the draft is paused, and this contact offers to resume it."""
        kept, said = around.with_event(session, self.event)
        paused = replace(kept, status="paused")
        said.insert(0, around.LATE_DRAFT.format(title=dialog.title))
        return Reply((paused,), (Choices("\n".join(said), around.draft_buttons(paused), "draft"),))

    def not_understood(self, session: Session, problem: Problem | None = None) -> Reply:
        """Stored by another version, or about something that is gone: the answers stay, the person chooses."""
        if not problem and not session.answers and self.event.kind == "tap" and session.dialog in self.talk.openers:
            self.ended(session.id)  # nothing to lose: what it opens by now
            reply = self.opened(session.dialog, session.args)
            return replace(reply, sessions=(replace(session, status="dropped"), *reply.sessions))
        kept, said = around.with_event(session, self.event)
        said.insert(0, problem.sentence if problem else around.CHANGED)
        again = Button("เริ่มใหม่", ".".join(("n", session.dialog, *session.args)), "primary")
        if problem or session.dialog not in self.talk.openers:
            again = Button("เมนู" if problem else "เริ่มใหม่", "o.menu", "primary")
        buttons = (again, Button("ดูคำตอบเดิม", f"v.{session.id}"))
        code = problem.code if problem else ""
        return Reply((replace(kept, status="paused"),), (Choices("\n".join(said), buttons, "changed"),), problem=code)

    # --- buttons ---------------------------------------------------------------------------------------------------
    def tapped(self, data: str) -> Reply:
        """A button of any age: what it cannot do any more is said, with the menu."""
        kind, _, rest = data.partition(".")
        if any(len(word) > 9 and word.isdecimal() for word in rest.split(".")):
            return self.gone()  # no row has such a number, and no database takes it
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
        return self.gone()

    def gone(self) -> Reply:
        """A button that does nothing any more: the dialog under way stays in sight, else there is the menu."""
        return self.still() or Reply(messages=(Text(around.GONE), self.talk.menu(self.facts)))

    def still(self, said: str = around.ELSEWHERE) -> Reply | None:
        """The dialog under way once more, after a button that was not its own or a return to the chat."""
        if (active := self.active) is None or (active.expires_at and self.now > active.expires_at):
            return None
        try:
            if (dialog := self.build(active)) is None:
                return None
            turn = engine.show(dialog, active, self.facts, self.now, self.fiscal_year, said)
        except (Unknown, Problem):
            return None
        return Reply(messages=turn.messages)

    def stored(self, session_id: str) -> Session | None:
        """A session of this person by the id on a button."""
        if not (session_id.isascii() and session_id.isalnum() and len(session_id) <= 8):
            return None
        found: Session | None = self.facts["session", session_id]
        return found

    def answered(self, data: str) -> Reply:
        try:
            session_id, rev, _ = engine.parse_token(data)
        except ValueError:
            return self.gone()
        session = self.stored(session_id)
        if session is None or session.status == "dropped":
            return self.gone()
        if session.status == "done":
            done = Text(around.FINISHED, (around.MENU,), f"done.{session_id}")
            return self.still() or Reply(messages=(done,))
        if session.status == "active":
            return self.go_on(session)
        if rev == session.rev:
            return self.woken(session, self.go_on(session))
        if (dialog := self.build(session)) is None:
            return self.not_understood(session)
        return self.offered(session, dialog)

    def resumed(self, session_id: str) -> Reply:
        """Go on with a draft. What was asked back is asked again, only not whether to leave."""
        session = self.stored(session_id)
        if session is None or session.status not in {"paused", "active"}:
            return self.gone()
        if session.pending and session.pending.get("kind") == "cancel":
            session = replace(session, rev=session.rev + 1, pending=session.pending.get("over"))
        if session.status == "paused" and session.asked_at:
            session = replace(session, asked_at=max(session.asked_at, self.event.at))
        try:
            if (dialog := self.build(session)) is None:
                return self.not_understood(session)
            turn = engine.show(dialog, session, self.facts, self.now, self.fiscal_year, around.RESUMED)
        except Unknown:
            return self.not_understood(session)
        except Problem as problem:
            return self.not_understood(session, problem)
        return self.woken(session, Reply((turn.session,), turn.messages))

    def woken(self, session: Session, reply: Reply) -> Reply:
        """A paused session goes on; the one that was active until now is paused."""
        active = self.active
        goes_on = any(written.id == session.id and written.status != "paused" for written in reply.sessions)
        if active is None or active.id == session.id or not goes_on:
            return reply
        return replace(reply, sessions=(replace(active, status="paused"), *reply.sessions))

    def viewed(self, session_id: str) -> Reply:
        """The answers of a session in full, however old it is."""
        session = self.stored(session_id)
        if session is None:
            return self.gone()
        try:
            dialog = self.build(session)
        except Problem:
            dialog = None
        lines = engine.told(session, dialog, self.facts, self.now, self.fiscal_year) or ["ยังไม่มีคำตอบ"]
        return Reply(messages=around.in_full(lines))

    def decided(self, rest: str) -> Reply:
        try:
            report_id, version, acts = rest.split(".")
            act, _, level = acts.removesuffix("-sure").partition("-")
            decide = Decide(int(report_id), int(version), act, "", acts.endswith("-sure"), int(level or 1))
        except ValueError:
            return self.gone()
        if act == "return":
            return self.opened("return_report", (report_id, version))
        known = act in {"submit", "approve", "undo", "skip", "ask_submit"}
        return Reply(command=decide) if known else self.gone()

    # --- opening -----------------------------------------------------------------------------------------------------
    def opened(self, name: str, args: tuple[str, ...], *, anew: bool = False) -> Reply:
        """Open a dialog, a screen or an act. The dialog under way is paused; one of the same name and args goes on."""
        if name == "menu":
            return self.menu()
        try:
            opened = self.talk.open(name, self.facts, args)
        except ValueError:
            return self.gone()
        if isinstance(opened, Screen):
            return Reply(messages=opened.messages)
        if isinstance(opened, Do):
            return Reply(command=opened.command)
        if isinstance(opened, Open):
            return self.opened(opened.dialog, opened.args, anew=anew)
        active = self.active
        same = active is not None and active.dialog == opened.name and active.args == args
        if active is not None and same and not anew:
            return self.resumed(active.id)
        draft: Session | None = self.facts["draft", opened.name, args]
        if draft is not None and not anew and opened.review and draft.answers != opened.recorded():
            return self.offered(draft, opened)
        session = Session(self.facts["new_session_id"], opened.name, args)
        turn = engine.begin(opened, session, self.facts, self.now, self.fiscal_year, self.event.at)
        ended, messages = [], turn.messages
        if active is not None:
            ended.append(replace(active, status="dropped" if same else "paused"))
            if not same:
                messages = (*self.kept_aside(active), *messages)
        if draft is not None:
            ended.append(replace(draft, status="dropped"))
        return Reply((*ended, turn.session), messages, dropped=dict(turn.dropped))

    def kept_aside(self, session: Session) -> tuple[Text, ...]:
        """What is said of a dialog in whose middle another one is opened: that its answers are kept."""
        try:
            dialog = self.build(session) if session.last or session.pending else None
        except Problem:
            return ()
        return (Text(around.PUT_BY.format(title=dialog.title)),) if dialog and dialog.review else ()

    def offered(self, draft: Session, dialog: Dialog) -> Reply:
        """The choice between a draft and a new beginning; until then nothing changes."""
        return Reply(messages=(Choices(around.DRAFT.format(title=dialog.title), around.draft_buttons(draft), "draft"),))

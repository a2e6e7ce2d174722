"""What can be done with a question: answer it, skip it, go back, add to it; each ends with what is shown next."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, Final

from bot.dialogs.drawing import draw, edit_button, marked
from bot.dialogs.kit import Facts, Hidden, LongText, MultiChoice, Photos, Question, Rows, shorten
from bot.dialogs.session import SILENCE, Dialog, Session, Turn
from bot.dialogs.state import State
from bot.dialogs.words import WORDS
from bot.messages import Media, Text
from bot.problems import Problem
from bot.thai import read

PATIENCE: Final = 3
"""Answers that are none, until more is said than what is wrong with them."""


class Steps(State):
    """The moves of a conversation. A move that raises Problem has changed nothing that is kept: the copy is thrown away."""

    def __init__(
        self, dialog: Dialog, session: Session, facts: Facts, now: datetime, fiscal_year: int, at: datetime
    ) -> None:
        super().__init__(dialog, session, facts, now, fiscal_year)
        self.at = at

    # --- answering --------------------------------------------------------------------------------------------------------
    def store(
        self, question: Question, value: Any, *, said: str = "", kept: tuple[str, ...] = (), parts: Sequence[Any] = ()
    ) -> Turn:
        """Keep an answer, unless it raises a doubt that was not kept on purpose, and move on. A doubt shows what was
        understood as well, so that what is doubted is not also asked back: one question, not two."""
        if question.doubt and not kept and (doubts := list(question.doubt(value, self.values))):
            why = "\n".join(doubt.sentence for doubt in doubts)
            codes = [doubt.code for doubt in doubts]
            look = next(([*doubt.look] for doubt in doubts if doubt.look), [])
            return self.ask_back("doubt", value=question.dump(value), parts=parts, codes=codes, why=why, look=look)
        if self.row:
            return self.put_cell(question, {"v": question.dump(value)}, said)
        self.put(question, value, kept)
        self.parts.pop(question.key, None)
        if parts:
            self.parts[question.key] = list(parts)
        self.last = question.key
        return self.move_on(said)

    def skip(self) -> Turn:
        """Leave an optional question without an answer; what was sent to it already stays."""
        question = self.current()
        if question is None:
            raise Problem("review_wants_tap", save=self.dialog.save, edit=edit_button(self))
        if isinstance(question, Photos | Rows) and self.listed(question):
            return self.done()
        if not question.optional:
            raise Problem("cannot_skip")
        if self.row:
            return self.put_cell(question, {"s": 1})
        self.take_out(question.key)
        if not question.later:
            self.answers[question.key] = {"s": 1}
        return self.move_on()

    def keep(self) -> Turn:
        """Leave the answer as it was and return to where the person came from."""
        question = self.current()
        if question is None or self.old(question) is None:
            raise Problem("button_gone")
        if self.row:
            return self.put_cell(question, self.row["cells"][question.key])
        return self.move_on()

    def take_default(self) -> Turn:
        """Answer with what is offered."""
        question = self.current()
        if question is None or question.default is None or (value := question.default(self.values)) is None:
            raise Problem("button_gone")
        return self.store(question, value)

    def take_earlier(self) -> Turn:
        """Answer as the last time; what would be asked back now is left to be asked."""
        question = self.current()
        if question is None or not self.begins(question) or not (earlier := self.dialog.earlier()):
            raise Problem("button_gone")
        for key, value in earlier.items():
            asked = self.dialog.by_key[key]
            if self.visible(asked) and not (asked.doubt and list(asked.doubt(value, self.values))):
                self.put(asked, value)
        self.last = question.key
        return self.move_on(WORDS.earlier_taken)

    def put_off(self) -> Turn:
        """Leave this for later and go on with what follows it."""
        question = self.current()
        if question is None or not self.begins(question) or (following := self.dialog.following()) is None:
            raise Problem("button_gone")
        return replace(self.left("paused" if self.answers else "dropped"), decided=following)

    # --- moving -----------------------------------------------------------------------------------------------------------
    def move_on(self, said: str = "") -> Turn:
        """To what is next in turn, or the end."""
        self.leave()
        if not self.dialog.review:
            self.prune()
            if self.current() is None:
                return self.finish()
        return self.ask(said)

    def back(self) -> Turn:
        """To the question before; out of an edit or a row to where it was opened."""
        question = self.current()
        if self.row:
            assert question is not None
            asked = [q.key for q in self.rows.form]
            if place := asked.index(question.key):
                self.row = {**self.row, "open": asked[place - 1]}
            else:
                self.open, self.row = self.row["key"], None
        elif self.view.get("aside") or (question and question.later):
            self.leave()
        elif (before := self.before(question)) is not None:
            self.visit(before.key)
        else:
            return self.ask(WORDS.first_question(self.dialog.leave), moved=False)
        return self.ask()

    def edit(self, key: str) -> Turn:
        """From the review to one question and back."""
        question = self.dialog.by_key.get(key)
        if question is None or isinstance(question, Hidden) or not self.visible(question):
            raise Problem("button_gone")
        self.visit(key, aside=True)
        return self.ask()

    def save(self) -> Turn:
        """From the review to the command."""
        if self.current() is not None:
            raise Problem("button_gone")
        return self.finish()

    def finish(self) -> Turn:
        """All is answered."""
        self.prune()
        session = replace(self.written_back(), status="done")
        return Turn(session, (), self.dialog.finish(self.values), self.dropped)

    def help(self) -> Turn:
        """How to answer, and the question again."""
        return self.ask(f"{self.how()}\n{WORDS.help}", moved=False)

    def how(self) -> str:
        """How to answer what is asked now."""
        question = self.current()
        return (question.help or question.hint) if question else WORDS.review_help(self.dialog.save, edit_button(self))

    def refused(self, problem: Problem) -> str:
        """What is said to an answer that is none; from the third on also how to answer, and how to get out."""
        times = self.view["refused"] = self.view.get("refused", 0) + 1
        if times < PATIENCE:
            return problem.sentence
        if self.pending:
            return f"{problem.sentence}\n{WORDS.one_of(self.offers().values())}"
        question = self.current()
        return f"{problem.sentence}\n{self.how()}\n{WORDS.way_out(bool(question and question.optional))}"

    def left(self, status: str) -> Turn:
        """Out of the dialog, with a draft or without."""
        return Turn(replace(self.written_back(), status=status))

    def ask_back(self, kind: str, **what: Any) -> Turn:
        """Ask whether something is meant before it is kept."""
        self.pending = {"kind": kind, **what}
        return self.ask()

    def yes_or_no(self, text: str) -> bool | None:
        """What a short answer to something asked back means; None when it is neither for sure. มี says that there is
        something, never that it is what was meant."""
        try:
            value, unsure = read("yesno", text, today=self.ctx.today, fiscal_year=self.ctx.fiscal_year)
        except Problem:
            return None
        return None if unsure or (value and "มี" in text) else bool(value)

    def lay_aside(self) -> Turn:
        """Back to the question; the text that came late is offered beside it as long as it can go on with the answer before."""
        assert self.pending is not None
        late, self.pending = self.pending, self.pending.get("over")
        shown = shorten(late["text"], 60)
        if self.continues():
            self.view["stray"] = [*self.view.get("stray", ()), [late["id"], late["text"]]]
            return self.ask(WORDS.stray(shown))
        return self.ask(WORDS.late_aside(shown))

    # --- long answers -----------------------------------------------------------------------------------------------------
    def append(self) -> Turn:
        """Go on writing the long answer given last, or with what was typed here already."""
        if (question := self.appendable()) is None or self.row:
            raise Problem("button_gone")
        if stray := self.view.pop("stray", None):
            return self.join(question, stray)
        self.visit(question.key, aside=True, append=True)
        return self.ask(WORDS.go_on_writing(question.name))

    def written(self, question: LongText) -> list[list[str]]:
        """The messages a long answer came in; one given by a button counts as one message."""
        value = self.values.get(question.key, "")
        text = "\n".join(value) if isinstance(value, list) else value
        return [list(part) for part in self.parts.get(question.key) or ([["", text]] if text else [])]

    def joined(self, question: LongText, parts: Sequence[Sequence[str]]) -> Any:
        """The value of several messages."""
        return question.read("\n".join(text for _, text in parts), self.ctx).value

    def join(self, question: LongText, more: Sequence[Sequence[str]]) -> Turn:
        """Further messages join the long answer given last."""
        parts = [*self.written(question), *map(list, more)]
        self.put(question, self.joined(question, parts), self.values.kept.get(question.key, ()))
        self.parts[question.key] = parts
        return self.ask(WORDS.appended)

    # --- photos, files, rows, marks ---------------------------------------------------------------------------------------
    def listed(self, question: Photos | Rows) -> list[Any]:
        """What a question that takes several holds so far."""
        return list(self.values.get(question.key, ()))

    def drop(self, question: Photos | Rows, place: int) -> Turn:
        """Take one photo or row out; the question stays open, without an answer when none is left."""
        value = self.listed(question)
        if place >= len(value):
            raise Problem("button_gone")
        del value[place]
        if value:
            self.put(question, value)
        else:
            self.take_out(question.key)
        self.open = question.key
        return self.ask(WORDS.dropped)

    def new_row(self) -> Turn:
        """Begin one more row."""
        rows = self.current()
        if not isinstance(rows, Rows):
            raise Problem("button_gone")
        self.begin_row(rows)
        return self.ask()

    def begin_row(self, rows: Rows) -> None:
        if len(self.listed(rows)) >= rows.limit:
            raise Problem("too_many_rows", limit=rows.limit)
        self.row = {"key": rows.key, "cells": {}}

    def put_cell(self, question: Question, cell: dict[str, Any], said: str = "") -> Turn:
        """Keep one cell of the row; a full row joins the others."""
        assert self.row is not None
        rows, cells = self.rows, {**self.row["cells"], question.key: cell}
        self.row = {"key": rows.key, "cells": cells}
        if self.row_question() is None:
            full = [{q.key: cells[q.key]["v"] for q in rows.form if "v" in cells[q.key]}]
            return self.add_rows(rows, rows.load(full), said)
        return self.ask(said)

    def pasted(self, paste: Callable[[str], Sequence[Any]], text: str) -> Sequence[Any]:
        """The rows of a list that was pasted: all of them, or none and a word about it."""
        try:
            return paste(text)
        except Problem as problem:
            if sum(map(bool, map(str.strip, text.splitlines()))) < 2:
                raise
            raise Problem("none_added", why=problem.sentence) from None

    def add_rows(self, rows: Rows, new: Sequence[Any], said: str = "") -> Turn:
        """Full rows join the others."""
        value = [*self.listed(rows), *new]
        if len(value) > rows.limit:
            raise Problem("too_many_rows", limit=rows.limit)
        self.put(rows, value)
        self.open, self.row = rows.key, None
        return self.ask(said)

    def mark(self, question: MultiChoice, code: str, on: bool) -> Turn:
        """Set or clear one mark; setting it twice is setting it."""
        if all(option.code != code for option in question.choices):
            raise Problem("button_gone")
        marks = set(marked(self, question))
        self.view["marks"] = question.ordered(marks | {code} if on else marks - {code})
        return self.ask(moved=False)

    def done(self) -> Turn:
        """The end of a question that takes several."""
        question = self.current()
        if isinstance(question, MultiChoice):
            if not (marks := marked(self, question)):
                raise Problem("choose_one")
            return self.store(question, question.ordered(marks))
        if not isinstance(question, Photos | Rows):
            raise Problem("button_gone")
        if not (value := self.listed(question)):
            return self.skip()
        return self.store(question, value)

    # --- a photo or file that comes -------------------------------------------------------------------------------------------------
    def media(self, media: Media) -> Turn:
        """A photo or file goes to the question that asks for it, or to the first that can hold it: nothing sent is lost."""
        if media.problem:
            raise Problem(media.problem)
        question = self.current()
        every = [q for q in self.dialog.questions if isinstance(q, Photos)]
        holders = [q for q in every if self.visible(q)] or (every if question else [])
        if isinstance(question, Photos):
            holders.insert(0, question)
        if not holders:
            raise Problem("photo_not_wanted")
        target = next((q for q in holders if q.accepts(media)), None)
        if target is None:
            raise Problem(holders[0].refused)
        ids = self.listed(target)
        if self.sent_before(media, ids):
            return self.ask_below(WORDS.sent_before(media.name))
        if media.id not in ids:
            ids.append(media.id)
            self.last = self.last or target.key
        if len(ids) > target.limit:
            raise Problem("too_many_photos", limit=target.limit)
        self.put(target, ids)
        if target is question:
            if target.at_once:
                return self.move_on()
            self.open = target.key
        shown = target.show(ids, self.ctx)
        if not Photos.accepts(target, media):
            return self.ask_below(WORDS.file_kept(media.name, target.name, shown))
        seen = target is question and not self.pending
        return self.ask("" if seen else WORDS.media_kept(target.name, shown), moved=False)

    def sent_before(self, media: Media, ids: Sequence[int]) -> bool:
        """Whether the same bytes are among these already, under another id."""
        if not ids or media.id in ids:
            return False
        *others, new = self.ctx.facts["media", (*ids, media.id)] or [None]
        return new is not None and bool(new.sha256) and any(other.sha256 == new.sha256 for other in others)

    def ask_below(self, said: str) -> Turn:
        """Words that stay, whatever is said next about other files of the same album; and the question below them."""
        turn = self.ask(moved=False)
        return replace(turn, messages=(Text(said), *turn.messages))

    # --- the end of a step ------------------------------------------------------------------------------------------------
    def ask(self, said: str = "", moved: bool = True) -> Turn:
        """The turn that ends by showing where the conversation stands, after `said`."""
        self.prune()
        if self.dropped:
            names = ", ".join(self.dialog.by_key[key].name for key in self.dropped)
            said = f"{said}\n{WORDS.no_longer(names)}".strip()
        self.session = self.written_back(moved or self.pending != self.session.pending)
        return Turn(self.session, (draw(self, said),), None, self.dropped)

    def written_back(self, moved: bool = True) -> Session:
        """The session as it is to be stored. The time a question was asked never goes back."""
        stored = self.session
        asked_at = stored.asked_at
        return Session(
            id=stored.id,
            dialog=stored.dialog,
            args=stored.args,
            rev=stored.rev + moved,
            status="active",
            answers=self.answers,
            parts=self.parts,
            row=self.row,
            open=self.open,
            pending=self.pending,
            view=self.view,
            last=self.last,
            asked_at=max(self.at, asked_at or self.at) if moved else asked_at,
            expires_at=self.now + SILENCE,
        )

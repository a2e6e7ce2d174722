"""From where a conversation stands to the one message that shows it."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, Final, Literal

from bot.dialogs.kit import (
    BUTTON_TEXT,
    PAGE,
    Answers,
    Context,
    Facts,
    Hidden,
    LongText,
    MultiChoice,
    Option,
    Photos,
    Picker,
    Question,
    Rows,
    Text,
    numbered,
    shorten,
)
from bot.dialogs.session import Dialog, Session, parse_token, token
from bot.dialogs.state import STRANGE, State
from bot.dialogs.words import WORDS
from bot.messages import Button, Card, Choices

UNFOLD: Final = {"edits": 8, "more": 3}
"""Buttons of a review by what they do: more than these are folded behind one, so that the card stays one screen."""
MESSAGE_TEXT: Final = 3500
"""Characters of a message; Telegram takes 4,096 and counts some twice."""


def draw(state: State, said: str = "") -> Choices | Card:
    """The current question, what is asked back about it, or the review; after `said`."""
    key = f"q.{state.session.id}"
    question = state.current()
    if state.pending:
        name = f"{where(state, question)}?{state.pending['kind']}"
        return Choices(lead(said, pending_text(state)), pending_buttons(state), name, replace=key)
    if question is None:
        return draw_review(state, said, key)
    text, buttons = prompt(state, question)
    if state.begins(question):
        if state.dialog.earlier():
            buttons.append(button(state, WORDS.earlier, "earlier"))
        if state.dialog.following():
            buttons.append(button(state, WORDS.later, "later"))
    buttons += navigation(state, question)
    return Choices(
        lead(said, text), tuple(buttons), where(state, question), question.expects, pictures(state, question), key
    )


def lead(said: str, text: str) -> str:
    """What is said first, then the question."""
    return shorten(f"{said}\n\n{text}" if said else text, MESSAGE_TEXT)


def where(state: State, question: Question | None) -> str:
    """The name of the place, for story players and tests."""
    if question is None:
        return "review"
    return f"{state.row['key']}.{question.key}" if state.row else question.key


def button(state: State, label: str, act: str, style: Literal["", "primary", "danger"] = "") -> Button:
    """A button for the state as it is drawn now."""
    return Button(shorten(label, 2 * BUTTON_TEXT), token(state.session, act), style)


# --- what is asked back ------------------------------------------------------------------------------------------
def pending_text(state: State) -> str:
    """The words of what is asked back."""
    pending = state.pending
    assert pending is not None
    _, shown = state.asked_value()
    match pending["kind"]:
        case "confirm" | "meant":
            return WORDS.confirm(f"{pending['name']} จำนวน {shown}" if "name" in pending else shown)
        case "doubt":
            return WORDS.doubt(shown, pending["why"])
        case "late":
            return WORDS.late(shorten(pending["text"]))
    return WORDS.cancel


def pending_buttons(state: State) -> tuple[Button, ...]:
    """The buttons that settle it, the likeliest first."""
    return tuple(
        button(state, label, act, "" if place else "primary")
        for place, (act, label) in enumerate(state.offers().items())
    )


# --- questions ---------------------------------------------------------------------------------------------------
def prompt(state: State, question: Question) -> tuple[str, list[Button]]:
    """The words of a question and the buttons that answer it."""
    if isinstance(question, MultiChoice):
        return f"{question.prompt}\n{question.hint}", marks_buttons(state, question)
    if isinstance(question, Photos | Rows):
        return list_prompt(state, question)
    text, buttons = question.prompt, []
    if (old := state.old(question)) is not None:
        text = f"{text}\n{WORDS.was(question.show(old, state.ctx))}"
        if not state.view.get("append"):
            buttons.append(button(state, WORDS.keep, "keep"))
    elif question.default and (value := question.default(state.values)) is not None:
        shown = " ".join(question.show(value, state.ctx).split())
        short = len(shown) <= BUTTON_TEXT
        if not short:
            text = f"{text}\n{WORDS.default(question.show(value, state.ctx))}"
        buttons.append(button(state, WORDS.use(shown if short else ""), "default"))
    if isinstance(question, Picker):
        return picker_prompt(state, question, text, buttons)
    return offer(state, text, buttons, question.options(state.ctx))


OWN_NUMBER: Final = re.compile(r"\d+(\.\d+)+\.? |\d+\. ")
"""What a label of a plan's item begins with."""


def offer(
    state: State, text: str, buttons: list[Button], options: Sequence[Option], start: int = 0
) -> tuple[str, list[Button]]:
    """Options as buttons; when a label is too long for one, the text lists them all and buttons carry their beginning.
    What adds something new is none of the list; what has a number of its own gets no other."""
    added, options = [o for o in options if o.adds], [o for o in options if not o.adds]
    labels = [option.label for option in options]
    full = [""] * len(labels)
    if any(len(label) > BUTTON_TEXT for label in labels):
        if not all(label[:1].isdigit() for label in labels):
            labels = [
                label if OWN_NUMBER.match(label) else f"{n}. {label}" for n, label in enumerate(labels, start + 1)
            ]
        full = [" ".join(label.split()) for label in labels]
        text = "\n".join((text, *full))
        labels = short(labels)
    buttons.extend(button(state, option.label, f"={option.code}") for option in added)
    for label, whole, option in zip(labels, full, options, strict=True):
        buttons.append(replace(button(state, label, f"={option.code}"), full=whole))
    return text, buttons


SEEN: Final = 30
"""Characters of a button's label that are sure to be seen on a phone."""


def short(labels: Sequence[str]) -> list[str]:
    """Numbered labels as buttons: their beginning, or the bare numbers where the beginnings look alike."""
    numbers = [label.partition(" ")[0] for label in labels]
    seen = [label.partition(" ")[2][: SEEN - len(number)] for label, number in zip(labels, numbers, strict=True)]
    if len(set(seen)) < len(labels) == len(set(numbers)):
        return [WORDS.number(number) for number in numbers]
    return [shorten(label, BUTTON_TEXT) for label in labels]


def marks_buttons(state: State, question: MultiChoice) -> list[Button]:
    """Each option with the act that turns its mark, and the button that ends."""
    marks = marked(state, question)
    buttons = [
        button(state, f"✓ {label}", f"-{code}") if code in marks else button(state, label, f"+{code}")
        for code, label, _ in question.choices
    ]
    return [*buttons, button(state, WORDS.done, "done", "primary")]


def marked(state: State, question: MultiChoice) -> list[str]:
    """What is marked now: taps so far, else the answer given before, else what the dialog starts with."""
    return list(state.view.get("marks", state.values.get(question.key) or question.start))


def list_prompt(state: State, question: Photos | Rows) -> tuple[str, list[Button]]:
    """What there is so far, and the buttons to add, to take out and to end."""
    value = state.values.get(question.key, [])
    shown = question.show(value, state.ctx).removeprefix("\n") if value else question.hint
    text = f"{question.prompt}\n{shown}"
    buttons = [button(state, WORDS.add_row, "row-new")] if isinstance(question, Rows) else []
    drop = "row-drop-{0}" if isinstance(question, Rows) else "drop-{1}"
    if isinstance(question, Photos):
        text += numbered([medium.caption or medium.name or question.unit for medium in sent(state, question)])
    for place, item in enumerate(value):
        buttons.append(button(state, WORDS.drop(place + 1), drop.format(place, item)))
    if value:
        buttons.append(button(state, WORDS.done, "done", "primary"))
    return text, buttons


def sent(state: State, question: Photos) -> Sequence[Any]:
    """What is known of the photos and files of an answer."""
    value = state.values.get(question.key)
    found: Sequence[Any] = state.ctx.facts["media", tuple(value)] if value else ()
    return found


def pictures(state: State, *questions: Question) -> tuple[str, ...]:
    """The photos among the answers to these questions, for a channel that draws them."""
    return tuple(f"m{m.id}" if m.picture else "" for q in questions if isinstance(q, Photos) for m in sent(state, q))


def picker_prompt(state: State, question: Picker, text: str, buttons: list[Button]) -> tuple[str, list[Button]]:
    """One page of the options, all or those that were searched."""
    words = state.view.get("words", "")
    options = question.search(words, state.ctx) if words else question.options(state.ctx)
    if not options and not question.free and not words:
        return question.empty, buttons
    pages = max(1, -(-len(options) // PAGE))
    page = min(state.view.get("page", 0), pages - 1)
    start = sum(not option.adds for option in options[: page * PAGE])
    text, buttons = offer(state, text, buttons, options[page * PAGE : (page + 1) * PAGE], start)
    if pages > 1:
        text = f"{text}\n{WORDS.page(page + 1, pages)}"
        if page > 0:
            buttons.append(button(state, WORDS.previous_page, f"p{page - 1}"))
        if page < pages - 1:
            buttons.append(button(state, WORDS.next_page, f"p{page + 1}"))
    if words:
        buttons.append(button(state, WORDS.all, "all"))
    return text, buttons


def navigation(state: State, question: Question) -> list[Button]:
    """Under a question: go on with the long answer before (where what is typed would be taken as this one), skip, back; at
    the first, leave. Everything else are words."""
    buttons = []
    if state.continues() and (state.view.get("stray") or isinstance(question, Text | LongText)):
        buttons.append(button(state, WORDS.append, "append"))
    if question.optional and not (isinstance(question, Photos | Rows) and state.values.get(question.key)):
        buttons.append(button(state, WORDS.skip, "skip"))
    if state.row or question.later or state.view.get("aside") or state.before(question):
        buttons.append(button(state, WORDS.back, "back"))
    else:
        buttons.append(button(state, state.dialog.leave, "cancel"))
    return buttons


# --- the review --------------------------------------------------------------------------------------------------
def draw_review(state: State, said: str, key: str) -> Card:
    """Every answer with its edit button, what can be added, and the button that saves; until something is answered
    (what is recorded was opened only to look at), the one that leaves."""
    lines, edits, more = [said] if said else [], [], []
    for question in state.dialog.questions:
        if isinstance(question, Hidden) or not state.visible(question):
            continue
        if question.key in state.answers:
            value = state.values.get(question.key)
            lines.append(f"{question.name}: {question.show(value, state.ctx) if value is not None else '–'}")
            edits.append(button(state, WORDS.edit(question.name), f"edit-{question.key}"))
        else:
            more.append(button(state, WORDS.add(question.name), f"edit-{question.key}"))
    lines.extend(state.dialog.notes(state.values))
    buttons = (
        button(state, state.dialog.save, "save", "primary"),
        *((button(state, WORDS.append, "append"),) if state.view.get("stray") else ()),
        *folded(state, "edits", WORDS.edits, edits),
        *folded(state, "more", WORDS.more, more),
        *(() if state.last else (button(state, state.dialog.leave, "cancel"),)),
    )
    shown = pictures(state, *filter(state.visible, state.dialog.questions))
    return Card(state.dialog.title, fit(lines), WORDS.review, shown, buttons, "review", key)


def edit_button(state: State) -> str:
    """The words of the review's button that mends, as it is drawn now."""
    labels = [b.label for b in draw_review(state, "", "").buttons if parse_token(b.token)[2].startswith("edit")]
    return f"{labels[0]} (หรือข้ออื่น)" if len(labels) > 1 else labels[0]


def folded(state: State, what: str, label: str, buttons: list[Button]) -> list[Button]:
    """The buttons, or one that unfolds them when they are too many (the first to add stays in sight)."""
    if len(buttons) <= UNFOLD[what] or state.view.get(what):
        return buttons
    return [*(buttons[:1] if what == "more" else []), button(state, label, what)]


def fit(lines: Sequence[str], limit: int = MESSAGE_TEXT) -> tuple[str, ...]:
    """The lines as they are, or when they are too long together, each one's fair share of the message."""
    if sum(len(line) + 1 for line in lines) <= limit:
        return tuple(lines)
    return tuple(shorten(line, max(20, limit // len(lines) - 1)) for line in lines)


# --- old answers -------------------------------------------------------------------------------------------------------
def told(session: Session, dialog: Dialog | None, facts: Facts, now: datetime, fiscal_year: int) -> list[str]:
    """The answers of a session in full, as far as they can be read: for "ดูคำตอบเดิม"."""
    lines = []
    values = Answers()
    ctx = Context(now, fiscal_year, facts, values)
    for key, answer in session.answers.items():
        try:
            question = (dialog.by_key if dialog else {})[key]
            if isinstance(question, Hidden):
                continue
            value = values[key] = question.load(answer["v"])
            words = isinstance(question, LongText)
            shown = "\n".join([value] if isinstance(value, str) else value) if words else question.show(value, ctx)
            lines.append(f"{question.name}: {shown}")
        except STRANGE:
            value = answer.get("v", "–") if isinstance(answer, dict) else answer
            lines.append(f"• {', '.join(map(str, value)) if isinstance(value, list) else value}")
    for key, parts in session.parts.items():
        if key not in session.answers:
            lines.extend(str(part[1]) for part in parts)
    if session.pending and "text" in session.pending:
        lines.append(str(session.pending["text"]))
    return lines

"""How messages look on LINE: from ours to the JSON of LINE's message objects, within LINE's limits. Pure.

A question with few short answers is one of LINE's own templates, with long ones a bubble of rows (a carousel when they are
many), with many short ones a text over quick replies. The ways out of a question are always quick replies: they go with the next
message, and each can be typed too. A card is a flex bubble whose buttons stay.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from bot.handlers.layout import cut, leaves, rows, split, units
from bot.messages import Button, Card, Choices, File, Message, Picture, Progress, Text

Object = dict[str, Any]
"""One of LINE's message objects."""
Link = Callable[[str], str]
"""The HTTPS address under which this person may open a stored file."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What LINE takes; where its specification gives no number, what its pages say."""

    objects: int = 5
    """Of one reply or push, which counts as one message however many it holds."""
    text: int = 5000
    """UTF-16 units, as all lengths of texts."""
    quick_replies: int = 13
    label: int = 20
    data: int = 300
    display: int = 300
    alt: int = 400
    uri: int = 1000
    clipboard: int = 1000
    confirm: int = 240
    """Of the words over two answers."""
    template: int = 160
    """Of the words over up to four."""
    actions: int = 4
    bubble: int = 30_000
    """Bytes of JSON."""
    carousel: int = 50_000
    bubbles: int = 12


LIMITS: Final = Limits()

IN_BUBBLE: Final = 5
"""Long answers in one bubble; more are divided evenly over a carousel."""
ROOMS: Final = ((5, 3), (13, 2))
"""Letters of the longest label, and how many such buttons stand side by side in a bubble."""

INK, QUIET, GREEN, RED, PALE = "#1F2933", "#6B7280", "#0B7A53", "#B42318", "#EEF2F1"
BADGES: Final = {
    "อนุมัติแล้ว": (GREEN, "#E3F4EC"),
    "รออนุมัติ": ("#92600A", "#FDF1D6"),
    "ส่งกลับแก้ไข": (RED, "#FDE7E5"),
    "ตรวจก่อนบันทึก": ("#1D4F91", "#E4EEFB"),
}
"""Letters and ground of a card's state; any other is grey."""

COPY, PICK_DAY, CAMERA, ALBUM, OPEN = "คัดลอกข้อความ", "เลือกวันที่", "ถ่ายภาพ", "เลือกภาพ", "เปิดไฟล์"


@dataclass(frozen=True, slots=True)
class Call:
    """What one reply or push says."""

    objects: tuple[Object, ...]
    """One to five."""
    said: int
    """How many of the messages are said completely once this call and those before it went out."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """One message: its objects, and what is offered below the last of the chat."""

    objects: tuple[Object, ...]
    quick: tuple[Object, ...] = ()


def draw(messages: Sequence[Message], link: Link, limits: Limits = LIMITS) -> tuple[Call, ...]:
    """The calls that say these messages of one chat in order: as few as can be. The first may be the reply, any further ones are
    pushes. What a later message replaces is left out; quick replies are those of the last message that has buttons, with what LINE
    itself can do for a later one."""
    objects: list[Object] = []
    owners: list[int] = []
    quick: tuple[Object, ...] = ()
    last = max((place for place, message in enumerate(messages) if _buttons(message)), default=-1)
    for place, message in enumerate(messages):
        if any(message.replace and later.replace == message.replace for later in messages[place + 1 :]):
            continue
        drawn = _draw(message, place == last, link, limits)
        objects += drawn.objects
        owners += [place] * len(drawn.objects)
        both = (*drawn.quick, *quick) if place > last else drawn.quick
        quick = both if 0 < len(both) <= limits.quick_replies else quick
    if len(objects) > limits.objects:
        objects, owners = _merged(objects, owners, limits)
    if quick and objects:
        objects[-1] = {**objects[-1], "quickReply": {"items": [{"type": "action", "action": a} for a in quick]}}
    ends = range(limits.objects, len(objects) + limits.objects, limits.objects)
    return tuple(
        Call(tuple(objects[end - limits.objects : end]), owners[end] if end < len(objects) else len(messages))
        for end in ends
    )


def _buttons(message: Message) -> tuple[Button, ...]:
    return () if isinstance(message, Picture | Progress) else message.buttons


def _merged(objects: list[Object], owners: list[int], limits: Limits) -> tuple[list[Object], list[int]]:
    """The same with plain texts that follow each other as one, which belongs to the first of them."""
    made: list[Object] = []
    whose: list[int] = []
    for thing, owner in zip(objects, owners, strict=True):
        if made and made[-1]["type"] == thing["type"] == "text":
            both = f"{made[-1]['text']}\n\n{thing['text']}"
            if units(both) <= limits.text:
                made[-1] = text(both)
                continue
        made.append(thing)
        whose.append(owner)
    return made, whose


def _draw(message: Message, quick: bool, link: Link, limits: Limits) -> Drawn:
    match message:
        case Progress():
            return Drawn(_texts(message.text, limits))
        case Picture():
            address = link(message.file)
            image = {"type": "image", "originalContentUrl": address, "previewImageUrl": address}
            return Drawn((image, *_texts(message.caption, limits)))
        case File():
            return _file(message, link(message.file), limits)
        case Card():
            return _card(message, quick, limits)
        case Text() | Choices():
            return _asked(message, quick, limits)


def text(words: str) -> Object:
    """A message of nothing but words."""
    return {"type": "text", "text": words}


def _texts(words: str, limits: Limits) -> tuple[Object, ...]:
    return tuple(text(part) for part in split(words, limits.text) if part.strip())


# --- what is tapped ---------------------------------------------------------------------------------------------------
def postback(button: Button, limits: Limits, label: str = "") -> Object:
    """A tap that brings the button's token; the chat shows what was tapped."""
    action = {"type": "postback", "data": button.token, "displayText": cut(button.label, limits.display)}
    return {**action, "label": label} if label else action


def _named(button: Button, limits: Limits) -> Object:
    return postback(button, limits, cut(button.label, limits.label))


def _short(buttons: Sequence[Button], limits: Limits) -> bool:
    """Whether all labels can be read whole where LINE cuts them."""
    return all(units(button.label) <= limits.label for button in buttons)


def _helpers(message: Text | Choices, limits: Limits) -> tuple[Object, ...]:
    """What LINE itself can do for the answer: a calendar, the camera, the clipboard."""
    if isinstance(message, Text):
        copied = message.copy and units(message.copy) <= limits.clipboard
        return ({"type": "clipboard", "label": COPY, "clipboardText": message.copy},) if copied else ()
    if message.expects == "photos":
        return ({"type": "camera", "label": CAMERA}, {"type": "cameraRoll", "label": ALBUM})
    own = next((button.token for button in message.buttons if button.token.startswith("1.")), "")
    if message.expects == "date" and own:
        return ({"type": "datetimepicker", "label": PICK_DAY, "data": f"{own.rpartition('.')[0]}.=", "mode": "date"},)
    return ()


# --- words with buttons -----------------------------------------------------------------------------------------------
def _asked(message: Text | Choices, quick: bool, limits: Limits) -> Drawn:
    """A question, or words with buttons under them."""
    ways = tuple(button for button in message.buttons if quick and _aside(button))
    answers = tuple(button for button in message.buttons if button not in ways)
    helpers = _helpers(message, limits)
    below = (*helpers, *(_named(button, limits) for button in ways))
    if not answers:
        return Drawn(_texts(message.text, limits), below)
    short = _short(answers, limits) and not any(button.full for button in answers)
    if short and len(answers) == 2 and units(message.text) <= limits.confirm:
        return Drawn((_template("confirm", message.text, answers, limits),), below)
    if short and len(answers) <= limits.actions and units(message.text) <= limits.template:
        return Drawn((_template("buttons", message.text, answers, limits),), below)
    fits = len(helpers) + len(message.buttons) <= limits.quick_replies
    if quick and short and fits and isinstance(message, Choices):
        offered = (*helpers, *(_named(button, limits) for button in (*answers, *ways)))
        return Drawn(_texts(message.text, limits), offered)
    return Drawn(_bubbles(message.text, answers, limits), below)


def _aside(button: Button) -> bool:
    """Whether it leads away from the question rather than answers it."""
    return leaves(button) or button.token.endswith(".append")


def _template(kind: str, words: str, answers: Sequence[Button], limits: Limits) -> Object:
    actions = [_named(button, limits) for button in answers]
    template = {"type": kind, "text": words, "actions": actions}
    return {"type": "template", "altText": cut(words, limits.alt), "template": template}


def _bubbles(words: str, answers: Sequence[Button], limits: Limits) -> tuple[Object, ...]:
    """The words over rows that can be tapped, each with its option in full; what the rows say is left out above."""
    full = {button.full for button in answers if button.full}
    lead = "\n".join(line for line in words.split("\n") if line not in full).strip()
    options = [button for button in answers if button.full]
    others = [button for button in answers if not button.full]
    parts = max(1, -(-len(options) // IN_BUBBLE))
    size = -(-len(options) // parts)
    made = []
    for part in range(parts):
        shown = options[part * size : (part + 1) * size]
        head = _lead(lead) if part == 0 else []
        if parts > 1:
            note = "ปัดไปทางซ้ายเพื่อดูต่อ" if part < parts - 1 else "รายการสุดท้ายของหน้านี้"
            head.append(_paragraph(note, size="xs", color=QUIET))
        last = part == parts - 1
        made.append(_bubble([*head, *(_row(button, limits) for button in shown)], others if last else (), limits))
    found = _flex(lead or words, made, limits)
    return (found,) if found else (*_texts(lead, limits), *_lean(words, answers, limits))


def _lead(words: str) -> list[Object]:
    """A question and what stands below it."""
    first, _, rest = words.partition("\n")
    made = [_paragraph(first, weight="bold")] if first else []
    return [*made, _paragraph(rest.strip(), size="sm")] if rest.strip() else made


def _lean(words: str, buttons: Sequence[Button], limits: Limits) -> tuple[Object, ...]:
    """Only the buttons, for words that do not go into a bubble."""
    found = _flex(words, [_bubble((), buttons, limits)], limits)
    return (found,) if found else ()


def _row(button: Button, limits: Limits) -> Object:
    """An option in full, as a row that can be tapped."""
    words = _paragraph(button.full, size="sm")
    return _box([words], backgroundColor=PALE, cornerRadius="md", paddingAll="md", action=postback(button, limits))


# --- cards ------------------------------------------------------------------------------------------------------------
def _card(card: Card, quick: bool, limits: Limits) -> Drawn:
    """A titled bubble with a badge, lines, and buttons that stay."""
    ways = tuple(button for button in card.buttons if quick and _aside(button))
    stay = [button for button in card.buttons if button not in ways]
    badge = [_badge(card.state)] if card.state.strip() else []
    head = [_paragraph(card.title, weight="bold", size="lg"), *badge]
    lines = [_line(line) for line in card.lines if line.strip()]
    told = ": ".join(filter(None, (card.title, card.state)))
    alt = "\n".join((told, *card.lines))
    below = tuple(_named(button, limits) for button in ways)
    rule = [{"type": "separator"}] if lines else []
    if found := _flex(alt, [_bubble([*head, *rule, *lines], stay, limits)], limits):
        return Drawn((found,), below)
    return Drawn((*_texts("\n".join((card.title, *card.lines)), limits), *_lean(told, stay, limits)), below)


def _badge(state: str) -> Object:
    ink, ground = BADGES.get(state, (QUIET, PALE))
    words = _paragraph(state, size="xs", color=ink, weight="bold")
    box = _box([words], backgroundColor=ground, cornerRadius="lg", paddingAll="xs", paddingStart="md", paddingEnd="md")
    return {**_box([{**box, "flex": 0}, {"type": "filler"}]), "layout": "horizontal"}


def _line(line: str) -> Object:
    """A line; of "name: value" the name is quieter."""
    name, colon, value = line.partition(": ")
    if not colon or len(name) > 30 or name[:1].isdigit() or "\n" in name or not value.strip():
        return _paragraph(line.strip(), size="sm")
    spans = [{"type": "span", "text": f"{name}: ", "color": QUIET}, {"type": "span", "text": value}]
    return {"type": "text", "contents": spans, "wrap": True, "size": "sm", "color": INK}


def _file(file: File, address: str, limits: Limits) -> Drawn:
    """A document: its name and a button to its address, for files cannot be sent."""
    ending = file.name.rpartition(".")[2].upper()[:5] if "." in file.name else "FILE"
    type_box = _box(
        [{**_paragraph(ending, size="xs", color="#FFFFFF", weight="bold"), "align": "center"}],
        backgroundColor=GREEN,
        cornerRadius="md",
        paddingAll="sm",
        width="56px",
        justifyContent="center",
    )
    size = [_paragraph(_size(file.size), size="xs", color=QUIET)] if file.size else []
    named = {**_box([_paragraph(file.name, size="sm", weight="bold"), *size]), "flex": 1}
    head = {**_box([{**type_box, "flex": 0}, named]), "layout": "horizontal", "spacing": "md"}
    caption = [_paragraph(file.caption)] if file.caption.strip() else []
    action = {"type": "uri", "label": OPEN, "uri": address}
    opens = _filled(OPEN, GREEN, action)
    body = [*caption, head, opens]
    alt = f"{file.caption}\n{file.name}".strip()
    if found := _flex(alt, [_bubble(body, file.buttons, limits)], limits):
        return Drawn((found,))
    lean = _flex(file.name, [_bubble([head, opens], file.buttons, limits)], limits)
    return Drawn((*_texts(file.caption, limits), *((lean,) if lean else ())))


def _size(count: int) -> str:
    return f"{max(1, round(count / 1e3))} KB" if count < 1e6 else f"{count / 1e6:.1f} MB"


# --- pieces of flex ---------------------------------------------------------------------------------------------------
def _flex(alt: str, bubbles: Sequence[Object], limits: Limits) -> Object | None:
    """A flex message with its words for the list of chats; None when it is larger than LINE takes."""
    contents = {"type": "carousel", "contents": list(bubbles)} if len(bubbles) > 1 else bubbles[0]
    whole = limits.carousel if len(bubbles) > 1 else limits.bubble
    if len(bubbles) > limits.bubbles or max(map(_bytes, bubbles)) > limits.bubble or _bytes(contents) > whole:
        return None
    return {"type": "flex", "altText": cut(alt.strip(), limits.alt), "contents": contents}


def _bytes(thing: Mapping[str, Any]) -> int:
    return len(json.dumps(thing))  # as the client writes it, each Thai letter six bytes


def _bubble(body: Sequence[Object], buttons: Sequence[Button], limits: Limits) -> Object:
    bubble: Object = {"type": "bubble", "size": "mega"}
    if body:
        bubble["body"] = {**_box(body), "spacing": "md"}
    if buttons:
        bubble["footer"] = {**_box([_side_by_side(row, limits) for row in rows(buttons, ROOMS)]), "spacing": "sm"}
    return bubble


def _side_by_side(row: Sequence[Button], limits: Limits) -> Object:
    made = [_button(button, limits) for button in row]
    if len(made) == 1:
        return made[0]
    return {**_box([{**one, "flex": 1} for one in made]), "layout": "horizontal", "spacing": "sm"}


def _button(button: Button, limits: Limits) -> Object:
    """A button whose label is never cut: a box, as LINE's own button takes one line only."""
    action = postback(button, limits)
    if button.style == "primary":
        return _filled(button.label, GREEN, action)
    words = _paragraph(button.label, size="sm", color=RED if button.style == "danger" else INK)
    return {**_box([{**words, "align": "center"}]), **_TAPPED, "backgroundColor": PALE, "action": action}


def _filled(label: str, ground: str, action: Object) -> Object:
    words = {**_paragraph(label, size="sm", color="#FFFFFF", weight="bold"), "align": "center"}
    return {**_box([words]), **_TAPPED, "backgroundColor": ground, "action": action}


_TAPPED: Final = {"cornerRadius": "md", "paddingAll": "md", "justifyContent": "center"}


def _box(contents: Sequence[Object], **more: Any) -> Object:
    return {"type": "box", "layout": "vertical", "contents": list(contents), **more}


def _paragraph(words: str, **more: str) -> Object:
    return {"type": "text", "text": words or " ", "wrap": True, "color": INK, **more}

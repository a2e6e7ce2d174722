"""Messages as a person reads them: lines of a transcript, and buttons by what stands on them."""

from bot.dialogs.engine import squeeze_word
from bot.dialogs.kit import BUTTON_TEXT, shorten
from bot.dialogs.words import WORDS
from bot.messages import Button, Card, Choices, File, Message, Picture, Progress, Text


def labelled(message: Message, label: str) -> Button | None:
    """The button of that label, also when it shows only the beginning of an option that the text lists in full."""
    buttons = () if isinstance(message, Picture | Progress) else message.buttons
    wanted = squeeze_word(label.removesuffix("…"))

    def fits(text: str) -> bool:
        known = squeeze_word(text.removeprefix("✓ "))
        return known.startswith(wanted) if label.endswith("…") else known == wanted

    listed: dict[str, tuple[str, ...]] = {}
    for line in message.text.splitlines() if isinstance(message, Choices) else ():
        number, _, rest = line.partition(" ")
        listed |= dict.fromkeys((shorten(line, BUTTON_TEXT), WORDS.number(number)), (line, rest))
    return next((b for b in buttons if any(map(fits, (b.label, *listed.get(b.label, ()))))), None)


def shown(message: Message) -> list[str]:
    """A message as lines of a transcript."""
    match message:
        case Card():
            badge = f" ({message.state})" if message.state else ""
            lines = [f"■ {message.title}{badge}", *message.lines]
        case File():
            lines = [f"📄 {message.name}", message.caption]
        case Picture():
            lines = [f"🖼 {message.caption}"]
        case Text() | Choices() | Progress():
            lines = [message.text]
    text = [part for line in lines for part in line.splitlines() if part]
    buttons = () if isinstance(message, Picture | Progress) else message.buttons
    if buttons:
        text.append("  ".join(f"[{button.label}]" for button in buttons))
    return text

"""Stories: conversations as data, played against a fresh database through the real service.

A story is a YAML file: `agency` (invented data as in templates/sample/agency.yaml, or `sample`), `today`, and `steps`.
A step says who acts (`as`), how it begins (`open` a menu entry, `tap` a button by its label, `say` words, `send` files) and
the `answers`, keyed by question in any order; a key that is never asked is an error. What is asked back is answered by
`<key>?confirm`, `<key>?doubt`. At the review optional questions named in `answers` are opened, then it is saved (unless
`save: false`). `see` and `not_see` name words the answers must (not) hold; `clock` moves the time. Used by tests and people.
"""

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any, Final

import yaml
from sqlalchemy import select

from bot import sample
from bot.bootstrap import Product, build
from bot.clock import SetClock
from bot.dialogs.engine import squeeze_word
from bot.dialogs.words import WORDS
from bot.domain.fiscal import BANGKOK
from bot.messages import Button, Card, Choices, File, Message, Picture, Progress, Text, load
from bot.settings import Settings
from storage import tables
from storage.migrate import migrate

MAX_STEPS: Final = 200


class StoryFailed(Exception):  # noqa: N818 - what happened, in the words of the story
    """The conversation did not go as the story tells."""


@dataclass
class Played:
    """What playing a story produced."""

    lines: list[str] = field(default_factory=list)
    interactions: int = 0
    """Messages and taps of people."""
    by_step: list[int] = field(default_factory=list)
    documents: dict[str, bytes] = field(default_factory=dict)

    @property
    def transcript(self) -> str:
        """The whole conversation as text."""
        return "\n".join(self.lines)


async def play_file(path: Path, out: Path | None = None) -> Played:
    """Play one story file; its documents are saved under `out`."""
    story = yaml.safe_load(path.read_text("utf-8"))
    with tempfile.TemporaryDirectory(prefix="sujarit-play-") as folder:
        async with Stage.of(story, Path(folder), path.parent) as stage:
            played = await stage.play(story["steps"])
    if out is not None:
        out.mkdir(parents=True, exist_ok=True)
        for name, content in played.documents.items():
            (out / name).write_bytes(content)
    return played


class Stage:
    """A fresh product with one agency, and people who act on it."""

    def __init__(self, product: Product, clock: SetClock, people: Mapping[str, int], folder: Path) -> None:
        self.product, self.clock, self.people, self.folder = product, clock, people, folder
        self.played = Played()
        self.seen: dict[str, int] = {}
        self.last: dict[str, Message] = {}
        self.counter = 0

    @classmethod
    def of(cls, story: Mapping[str, Any], data_dir: Path, folder: Path) -> "Stage":
        """The stage a story asks for."""
        today = story.get("today", "2026-11-20T09:00")
        at = datetime.fromisoformat(str(today)).replace(tzinfo=BANGKOK)
        clock = SetClock(at)
        product = build(Settings(data_dir=data_dir, database_url=""), clock)
        migrate(product.database)
        agency = story.get("agency", "sample")
        if isinstance(agency, str):
            product.database.write_now(sample.make, at)
        else:
            product.database.write_now(sample.load, agency, at)
        keys = sample.keys() if isinstance(agency, str) else {row["name"]: row["key"] for row in agency["people"]}
        rows = product.database.read_now(lambda c: c.execute(select(tables.person.c.id, tables.person.c.name)).all())
        return cls(product, clock, {keys[row.name]: row.id for row in rows}, folder)

    async def __aenter__(self) -> "Stage":
        await self.product.service.start()
        return self

    async def __aexit__(self, *exc: object) -> None:
        await self.product.service.stop()
        self.product.database.close()

    # --- playing ---------------------------------------------------------------------------------------------------------
    async def play(self, steps: list[dict[str, Any]]) -> Played:
        """Play the steps in order."""
        for number, step in enumerate(steps, 1):
            before = self.played.interactions
            try:
                await self.step(step)
            except StoryFailed as failure:
                raise StoryFailed(f"step {number}: {failure}\n{self.tail()}") from None
            self.played.by_step.append(self.played.interactions - before)
        return self.played

    async def step(self, step: dict[str, Any]) -> None:
        """One step of one person."""
        if "clock" in step:
            self.clock.at = datetime.fromisoformat(str(step["clock"])).replace(tzinfo=BANGKOK)
        if "as" not in step:
            return
        who = step["as"]
        start = len(self.played.lines)
        answers = dict(step.get("answers", {}))
        for name in step.get("send", ()):
            await self.send(who, name)
        if "open" in step:
            await self.tap_token(who, f"o.{step['open']}", f"[{step['open']}]")
        if "say" in step:
            await self.say(who, step["say"])
        if "tap" in step:
            await self.tap(who, step["tap"])
        if answers or "save" in step:
            await self.answer_all(who, answers, save=step.get("save", True))
        elif not {"open", "say", "tap", "send"} & step.keys():
            await self.fetch(who)
        said = "\n".join(self.played.lines[start:])
        for words in step.get("see", ()):
            if words not in said:
                raise StoryFailed(f"{words!r} was not said")
        for words in step.get("not_see", ()):
            if words in said:
                raise StoryFailed(f"{words!r} was said")

    async def answer_all(self, who: str, answers: dict[str, Any], *, save: bool) -> None:
        """Answer what is asked, in the order it is asked, until it is saved."""
        for _ in range(MAX_STEPS):
            message = self.last.get(who)
            key = message.question if isinstance(message, Choices | Card) else ""
            if not key or message is None:
                break
            if key == "review":
                more = next((b for b in message.buttons if _act(b).removeprefix("edit-") in answers), None)  # type: ignore[union-attr]
                if more is not None:
                    await self.tap_button(who, more)
                elif save and not answers:
                    await self.tap_button(who, next(b for b in message.buttons if _act(b) == "save"))  # type: ignore[union-attr]
                else:
                    break
            elif key in answers:
                assert isinstance(message, Choices)
                await self.answer(who, message, answers.pop(key))
            else:
                break
        if answers:
            raise StoryFailed(f"never asked: {', '.join(answers)}")
        message = self.last.get(who)
        key = message.question if isinstance(message, Choices | Card) else ""
        if save and key:
            raise StoryFailed(f"no answer for {key!r}")

    async def answer(self, who: str, message: Choices, value: Any) -> None:
        """Answer one question: tap what is a button, send what is a file, type the rest."""
        acts = {_act(button): button for button in message.buttons}
        if value is None:
            await self.tap_button(who, acts["skip"])
        elif message.expects == "photos":
            for name in value if isinstance(value, list) else [value]:
                await self.send(who, name)
            await self.tap(who, WORDS.done)
        elif any(act[:1] in "+-" for act in acts) and isinstance(value, list):
            await self.mark(who, message, [str(v) for v in value])
        elif "row-new" in acts:
            await self.rows(who, message.question, value)
        elif isinstance(value, list):
            await self.say(who, "\n".join(str(line) for line in value))
        elif (button := _labelled(message, str(value))) is not None:
            await self.tap_button(who, button)
        else:
            await self.say(who, str(value))

    async def mark(self, who: str, message: Choices, wanted: list[str]) -> None:
        """Mark exactly the wanted options of a multi-choice."""
        for button in message.buttons:
            act, label = _act(button), button.label.removeprefix("✓ ")
            if (act.startswith("+") and label in wanted) or (act.startswith("-") and label not in wanted):
                await self.tap_button(who, button)
        await self.tap(who, WORDS.done)

    async def rows(self, who: str, key: str, rows: list[dict[str, Any]]) -> None:
        """Fill in the rows one after the other."""
        for row in rows:
            await self.tap(who, WORDS.add_row)
            while isinstance(message := self.last[who], Choices) and message.question.startswith(f"{key}."):
                cell = message.question.removeprefix(f"{key}.")
                await self.answer(who, message, row.get(cell))
        await self.tap(who, WORDS.done)

    # --- acting ------------------------------------------------------------------------------------------------------------
    async def say(self, who: str, text: str) -> None:
        """Type words."""
        self.note(f"{who}: {text}")
        await self.product.local.store_text(self.people[who], self.event_id(), text)
        await self.fetch(who)

    async def tap(self, who: str, label: str) -> None:
        """Tap the newest button of that label (or beginning with it)."""
        for message in reversed(self.messages(who)):
            if (button := _labelled(message, label)) is not None:
                await self.tap_button(who, button)
                return
        raise StoryFailed(f"no button {label!r}")

    async def tap_button(self, who: str, button: Button) -> None:
        """Tap a button."""
        await self.tap_token(who, button.token, f"[{button.label}]")

    async def tap_token(self, who: str, token: str, label: str) -> None:
        """Tap a button by its data."""
        self.note(f"{who}: {label}")
        await self.product.local.store_tap(self.people[who], self.event_id(), token, label)
        await self.fetch(who)

    async def send(self, who: str, name: str) -> None:
        """Send a file that lies beside the story, or else a small picture made for it."""
        path = self.folder / name
        data = path.read_bytes() if path.exists() else _picture(name)
        self.note(f"{who}: <{name}>")
        mime = "image/jpeg" if name.endswith((".jpg", ".jpeg")) else "application/octet-stream"
        await self.product.local.store_media(self.people[who], self.event_id(), "", Path(name).name, mime, data, "")
        await self.fetch(who)

    def event_id(self) -> str:
        """A fresh id of the shape the browser makes."""
        self.counter += 1
        return f"{self.counter:026d}"

    def note(self, line: str) -> None:
        self.played.interactions += 1
        self.played.lines.append(f"\n{line}")

    def messages(self, who: str) -> list[Message]:
        """What was said to a person so far."""
        return self._messages.get(who, [])

    async def fetch(self, who: str) -> None:
        """Wait until all is done, and read what was said to everybody."""
        await self.product.service.settled()
        self._messages: dict[str, list[Message]] = {}
        for name, person in self.people.items():
            entries = [e for e in await self.product.local.history(person) if not e.mine]
            self._messages[name] = [load(entry.body) for entry in entries]
            for entry in entries[self.seen.get(name, 0) :]:
                message = load(entry.body)
                self.last[name] = message
                prefix = "" if name == who else f"→ {name}: "
                self.played.lines.extend(f"    {prefix}{line}" for line in _shown(message))
                if isinstance(message, File):
                    found = await self.product.local.file(message.file)
                    if found is None:
                        raise StoryFailed(f"the file {message.name} is missing")
                    self.played.documents[found.name] = found.data
            self.seen[name] = len(entries)

    def tail(self) -> str:
        """The end of the conversation, for a failure."""
        return "\n".join(self.played.lines[-25:])


def _act(button: Button) -> str:
    return button.token.split(".", 3)[-1] if button.token.startswith("1.") else ""


def _labelled(message: Message, label: str) -> Button | None:
    """The button of that label; one that begins with it when it ends in …"""
    buttons = () if isinstance(message, Picture | Progress) else message.buttons
    if label.endswith("…"):
        return next((b for b in buttons if b.label.startswith(label[:-1])), None)
    wanted = squeeze_word(label)
    return next((b for b in buttons if squeeze_word(b.label.removeprefix("✓ ")) == wanted), None)


def _shown(message: Message) -> list[str]:
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


def _picture(name: str) -> bytes:
    """A small photo, different for each name."""
    from PIL import Image

    colour = tuple(hash_byte % 256 for hash_byte in (sum(name.encode()), len(name) * 37, sum(name.encode()) * 7))
    buffer = BytesIO()
    Image.new("RGB", (640, 480), colour).save(buffer, "JPEG")
    return buffer.getvalue()

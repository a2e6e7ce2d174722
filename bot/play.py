"""Stories: conversations as data, played against a fresh database through the real service.

A story is a YAML file: `story` (one sentence), `today`, `agency` (`sample`, or invented data as in
templates/sample/agency.yaml) and `steps`. A step is what one person does:

- `as`: who, by the key of the agency's data, or by the name of somebody invited during the story (who is unknown until a
  code is typed: `{code}` in `say` is that shown last, `{printed}` that in the newest document). Alone it looks at what came.
- `send`: files (those beside the story, `{document}` for the newest, else made up by their ending), with a `caption`,
  `open`: a menu entry, `say`: words, `tap`: the newest button of a label (… ends its beginning), `under` some words.
- `answers`: values by question, in any order; one that is never asked is an error. A list is several lines, marks, rows or
  files; a blank skips; `<key>?confirm` and `<key>?doubt` answer what is asked back. At the review, optional questions named
  here are opened and files are sent, then it is saved (unless `save: false`).
- `agree`: yes to whatever is asked back and not answered.
- `see`, `not_see`: words that must (not) have been said during the step; what others are told begins with `→ who:`.
- `document`: `see` and `not_see` for the text of the newest document sent.
- `at_most`: the most messages and taps the step may take. `clock`: the time before it. `about`: a heading of the transcript.
"""

import mimetypes
import re
import tempfile
from collections.abc import Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import yaml
from sqlalchemy import select

from bot import sample
from bot.bootstrap import Product, build
from bot.clock import SetClock
from bot.dialogs.kit import FILE_SUFFIXES, IMAGE_SUFFIXES, suffix
from bot.dialogs.menu import LABELS
from bot.dialogs.words import WORDS
from bot.documents.reading import text_of
from bot.domain.codes import ALPHABET
from bot.domain.fiscal import BANGKOK
from bot.domain.verification import find
from bot.messages import Button, Card, Choices, File, Message, Text
from bot.phones import Phones, Platform, made_up, phones_for, platform, settings_for
from bot.settings import Settings
from bot.thai import thai_date_long
from bot.transcript import labelled, shown
from storage import tables
from storage.migrate import migrate, pending

MAX_STEPS: Final = 200
CODE: Final = re.compile(rf"\b[{ALPHABET}]{{5}}-[{ALPHABET}]{{5}}\b")
STEP_KEYS: Final = frozenset(("as", "agree", "clock", "send", "caption", "open", "say", "tap", "under", "answers", "save",
    "see", "not_see", "document", "at_most", "about"))  # fmt: skip


class StoryFailed(Exception):  # noqa: N818 - what happened, in the words of the story
    """The conversation did not go as the story tells."""


@dataclass
class Played:
    """What playing a story produced."""

    lines: list[str] = field(default_factory=list)
    interactions: int = 0
    """Messages and taps of people."""
    by_step: list[int] = field(default_factory=list)
    asked_back: list[tuple[int, str, str]] = field(default_factory=list)
    """What was asked back and agreed to: number of the step, question (`output?doubt`), words."""
    documents: dict[str, bytes] = field(default_factory=dict)
    """Files sent, by name, the newest last."""

    @property
    def transcript(self) -> str:
        """The whole conversation as text."""
        return "\n".join(self.lines)


async def play_file(
    path: Path, out: Path | None = None, database_url: str = "", channel: str = "local", api: Platform | None = None
) -> Played:
    """Play one story file on a channel; its documents are saved under `out`. It wants a database without any agency: its own
    SQLite one when none is named. What goes to a platform goes through `api`, or a server made for it."""
    story = _read(path)
    async with AsyncExitStack() as made:
        folder = Path(made.enter_context(tempfile.TemporaryDirectory(prefix="sujarit-play-")))
        if api is None and (server := platform(channel)) is not None:
            api = await made.enter_async_context(server)
        stage = await made.enter_async_context(Stage.of(story, folder, path.parent, database_url, api))
        played = await stage.play(story["steps"])
    if out is not None:
        out.mkdir(parents=True, exist_ok=True)
        for name, content in played.documents.items():
            (out / name).write_bytes(content)
    return played


def _read(path: Path) -> dict[str, Any]:
    """A story's data, refused when it cannot be one."""
    try:
        story = yaml.safe_load(path.read_text("utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError) as fault:
        raise StoryFailed(f"this is no YAML: {' '.join(str(fault).split())}") from None
    if not isinstance(story, dict) or not isinstance(story.get("steps"), list):
        raise StoryFailed("a story has `steps`, a list (see the beginning of bot/play.py)")
    return story


class Stage:
    """A fresh product with one agency, and people who act on it."""

    def __init__(
        self, product: Product, clock: SetClock, people: Mapping[str, int], folder: Path, phones: Phones
    ) -> None:
        self.product, self.clock, self.people, self.folder = product, clock, dict(people), folder
        self.phones = phones
        self.played = Played()
        self.seen: set[tuple[str, str]] = set()
        self.heard: dict[str, list[Message]] = {name: [] for name in people}
        self.last: dict[str, Message] = {}

    @classmethod
    def of(
        cls, story: Mapping[str, Any], data_dir: Path, folder: Path, database_url: str = "", api: Platform | None = None
    ) -> "Stage":
        """The stage a story asks for; on a platform when there is a server of it, else in the local chat."""
        today = str(story.get("today", "2026-11-20T09:00"))
        try:
            at = datetime.fromisoformat(today).replace(tzinfo=BANGKOK)
        except ValueError:
            raise StoryFailed(f"`today` is no time: {today} (write it like 2026-11-20T09:00)") from None
        clock = SetClock(at)
        settings = Settings(
            data_dir=data_dir, database_url=database_url, telegram_bot_token="", line_channel_secret="", pages="off"
        )
        if api is not None:
            api.now = lambda: clock.now()
            settings = settings.model_copy(update=settings_for(api))
        product = build(settings, clock)
        if pending(product.database):
            migrate(product.database)
        agency = story.get("agency", "sample")
        if isinstance(agency, str):
            product.database.write_now(sample.make, at)
        else:
            product.database.write_now(sample.load, agency, at)
        keys = sample.keys() if isinstance(agency, str) else {row["name"]: row["key"] for row in agency["people"]}
        rows = product.database.read_now(lambda c: c.execute(select(tables.person.c.id, tables.person.c.name)).all())
        found = {keys[row.name]: row.id for row in rows}
        return cls(product, clock, found, folder, phones_for(product, api))

    async def __aenter__(self) -> "Stage":
        await self.product.service.start()
        await self.phones.start()
        return self

    async def __aexit__(self, *exc: object) -> None:
        await self.phones.stop()
        await self.product.service.stop()
        self.product.database.close()

    # --- playing ---------------------------------------------------------------------------------------------------------
    async def play(self, steps: list[dict[str, Any]]) -> Played:
        """Play the steps in order."""
        for number, step in enumerate(steps, 1):
            before = self.played.interactions
            try:
                await self.step(step)
                taken = self.played.interactions - before
                if taken > step.get("at_most", taken):
                    raise StoryFailed(f"took {taken} interactions, at most {step['at_most']}")
            except StoryFailed as failure:
                raise StoryFailed(f"step {number} ({step.get('as', 'clock')}): {failure}\n{self.tail()}") from None
            self.played.by_step.append(taken)
        return self.played

    async def step(self, step: dict[str, Any]) -> None:
        """One step of one person."""
        if unknown := step.keys() - STEP_KEYS:
            raise StoryFailed(f"a step has no {', '.join(sorted(unknown))}")
        if "about" in step:
            self.played.lines.append(f"\n## {step['about']}")
        if "clock" in step:
            self.clock.at = datetime.fromisoformat(str(step["clock"])).replace(tzinfo=BANGKOK)
            day = thai_date_long(self.clock.at.date(), digits="arabic")
            self.played.lines.append(f"\n{day} {self.clock.at:%H:%M} น.")
            self.product.service.wake_reminders()
            await self.product.service.settled()
        if "as" not in step:
            return
        who = step["as"]
        if who not in self.people and not self.newcomer(who):
            raise StoryFailed(f"nobody is called {who!r}, only {', '.join(self.people)}")
        start = len(self.played.lines)
        for name in step.get("send", ()):
            await self.send(who, name, step.get("caption", ""))
        if "open" in step:
            await self.tap_token(who, f"o.{step['open']}", f"[{LABELS.get(step['open'], step['open'])}]")
        if "say" in step:
            await self.say(who, self.filled(str(step["say"])))
        if "tap" in step:
            await self.tap(who, step["tap"], step.get("under", ""))
        if not {"open", "say", "tap", "send"} & step.keys():
            if not {"answers", "save"} & step.keys():
                self.played.lines.append(f"\n{who}:")
            await self.fetch(who)
        if "answers" in step or "save" in step:
            answers = dict(step.get("answers") or {})
            await self.answer_all(who, answers, save=step.get("save", True), agree=step.get("agree", False))
        _expect("\n".join(self.played.lines[start:]), step, "said")
        if "document" in step:
            if not self.played.documents:
                raise StoryFailed("no document was sent")
            newest = next(reversed(self.played.documents.values()))
            _expect("\n".join(text for _, text in text_of(newest)), step["document"], "in the document")

    def newcomer(self, name: str) -> bool:
        """Whether somebody of that name was invited during the story; can act from now on."""
        query = select(tables.person.c.id).where(tables.person.c.name == name)
        person_id = self.product.database.read_now(lambda c: c.scalar(query))
        if person_id is not None:
            self.people[name], self.heard[name] = person_id, []
        return person_id is not None

    def filled(self, text: str) -> str:
        """The words of a step, with the code shown last for `{code}`, the one in the newest document for `{printed}`."""
        if "{code}" in text and not (codes := CODE.findall("\n".join(x for x in self.played.lines if x[:1] == " "))):
            raise StoryFailed("no code was shown")
        if "{printed}" in text:
            printed = "\n".join(said for _, said in text_of([*self.played.documents.values()][-1]))
            return text.replace("{printed}", find(printed))
        return text.replace("{code}", codes[-1]) if "{code}" in text else text

    async def answer_all(self, who: str, answers: dict[str, Any], *, save: bool, agree: bool = False) -> None:
        """Answer what is asked, in the order it is asked, until it is saved."""
        for _ in range(MAX_STEPS):
            message = self.last.get(who)
            key = message.question if isinstance(message, Choices | Card) else ""
            if not key or message is None:
                break
            if key == "review":
                if not await self.review(who, message, answers, save=save):
                    break
            elif key in answers:
                assert isinstance(message, Choices)
                await self.answer(who, message, answers.pop(key))
            elif agree and "?" in key and isinstance(message, Choices):
                self.played.asked_back.append((len(self.played.by_step) + 1, key, message.text))
                await self.tap_button(who, next(b for b in message.buttons if _act(b) == "yes"))
            else:
                break
        if answers:
            raise StoryFailed(f"never asked: {', '.join(answers)} (asked now: {key or 'nothing'})")
        if save and key:
            raise StoryFailed(f"no answer for {key!r}")

    async def review(self, who: str, message: Message, answers: dict[str, Any], *, save: bool) -> bool:
        """One move at the review: send a file, open a question, unfold, or save; whether there was one."""
        assert isinstance(message, Card)
        acts = {_act(button): button for button in message.buttons}
        for key in answers:
            if (button := acts.get(f"edit-{key}")) is not None and not _files(answers[key]):
                await self.tap_button(who, button)
                return True
        for key in answers:
            if _files(answers[key]):
                for name in answers.pop(key):
                    await self.send(who, name)
                return True
        if answers and (button := acts.get("more") or acts.get("edits")) is not None:
            await self.tap_button(who, button)
            return True
        if save and not answers:
            await self.tap_button(who, acts["save"])
            return True
        return False

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
        elif (button := labelled(message, str(value))) is not None:
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
        await self.phones.say(self.people[who], text)
        await self.fetch(who)

    async def tap(self, who: str, label: str, under: str = "") -> None:
        """Tap the newest button of that label (under a message that holds some words)."""
        for message in reversed(self.heard[who]):
            if under in "\n".join(shown(message)) and (button := labelled(message, label)) is not None:
                await self.tap_button(who, button)
                return
        raise StoryFailed(f"no button {label!r}" + (f" under {under!r}" if under else ""))

    async def tap_button(self, who: str, button: Button) -> None:
        """Tap a button."""
        await self.tap_token(who, button.token, f"[{button.label}]")

    async def tap_token(self, who: str, token: str, label: str) -> None:
        """Tap a button by its data."""
        self.note(f"{who}: {label}")
        await self.phones.tap(self.people[who], token, label)
        await self.fetch(who)

    async def send(self, who: str, name: str, caption: str = "") -> None:
        """Send a file that lies beside the story, or else a small picture made for it."""
        if name == "{document}":
            name, data = list(self.played.documents.items())[-1]
        else:
            data = path.read_bytes() if (path := self.folder / name).exists() else made_up(name)
        self.note(f"{who}: <{name}>")
        mime = mimetypes.guess_type(name)[0] or "application/octet-stream"
        await self.phones.send(self.people[who], Path(name).name, mime, data)
        await self.fetch(who)

    def note(self, line: str) -> None:
        self.played.interactions += 1
        self.played.lines.append(f"\n{line}")

    async def fetch(self, who: str) -> None:
        """Wait until all is done, and read what was said to everybody."""
        await self.phones.settled()
        for name, person in sorted(self.people.items(), key=lambda each: each[0] != who):
            for entry_id, message in await self.phones.heard(person):
                if (name, entry_id) in self.seen:
                    continue
                self.seen.add((name, entry_id))
                self.heard[name].append(message)
                if not isinstance(message, Text) or message.buttons:  # plain words leave the question as it stands
                    self.last[name] = message
                prefix = "" if name == who else f"→ {name}: "
                self.played.lines.extend(f"    {prefix}{line}" for line in shown(message))
                if isinstance(message, File):
                    found = await self.phones.file(person, message)
                    if found is None:
                        raise StoryFailed(f"the file {message.name} is missing")
                    self.played.documents.pop(message.name, None)
                    self.played.documents[message.name] = found

    def tail(self) -> str:
        """The end of the conversation, for a failure."""
        return "\n".join(self.played.lines[-25:])


def _act(button: Button) -> str:
    return button.token.split(".", 3)[-1] if button.token.startswith("1.") else ""


def _expect(said: str, wanted: Mapping[str, Any], where: str) -> None:
    """Raise for words that should (not) be there."""
    for words in wanted.get("see", ()):
        if str(words) not in said:
            raise StoryFailed(f"{words!r} was not {where}")
    for words in wanted.get("not_see", ()):
        if str(words) in said:
            raise StoryFailed(f"{words!r} was {where}")


def _files(value: Any) -> bool:
    """Whether an answer is a list of files to send."""
    return isinstance(value, list) and all(suffix(str(name)) in IMAGE_SUFFIXES | FILE_SUFFIXES for name in value)

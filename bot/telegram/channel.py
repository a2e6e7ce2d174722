"""Saying a message on Telegram: sent anew, or drawn in the place of the last one."""

from collections.abc import Mapping
from contextlib import suppress
from typing import Any

import telegram
from telegram import InlineKeyboardButton, InlineKeyboardMarkup, InputFile, LinkPreviewOptions, MessageEntity
from telegram.constants import ChatAction
from telegram.error import BadRequest, ChatMigrated, TelegramError

from bot.clock import Clock
from bot.files import Files
from bot.handlers.telegram import Drawn, draw
from bot.messages import Button, Message, Progress, load
from bot.send import OurFault
from bot.telegram.account import NAME, Account, answers, said
from storage import chats
from storage.chats import Around
from storage.database import Database
from storage.mail import Outgoing

PLAIN = LinkPreviewOptions(is_disabled=True)


class TelegramChannel:
    """Delivers the outbox to Telegram."""

    name = NAME

    def __init__(self, account: Account, database: Database, store: Files, clock: Clock) -> None:
        self.bot, self.database, self.files, self.clock = account.bot, database, store, clock

    async def send(self, message: Outgoing) -> str:
        """Say one message; the id of what stands in the chat now."""
        with answers():
            try:
                return await self._say(message, message.address)
            except ChatMigrated as gone:
                moved_to = str(gone.new_chat_id)
                await self.database.write(chats.moved, NAME, message.address, moved_to)
                return await self._say(message, moved_to)

    async def _say(self, row: Outgoing, address: str) -> str:
        message = load(row.message)
        drawn = draw(message)
        around = await self.database.read(chats.around, row.id, NAME, row.address)
        place = replaced(message, around)
        if place and _one_text(drawn) and await self._edit(address, int(place), drawn):
            sent_as = place
        else:
            sent_as = await self._send(address, row.id, drawn)
            if place and message.replace and _key(around.last) == message.replace:
                with suppress(TelegramError):  # it only looks better without
                    await self.bot.delete_message(int(address), int(place))
        if isinstance(message, Progress):
            with suppress(TelegramError):
                await self.bot.send_chat_action(int(address), ChatAction.UPLOAD_DOCUMENT)
        return sent_as

    async def _edit(self, address: str, message_id: int, drawn: Drawn) -> bool:
        """Draw a message anew; False when it cannot be any more."""
        try:
            await self.bot.edit_message_text(
                drawn.texts[0],
                int(address),
                message_id,
                entities=_bold(drawn),
                reply_markup=_keyboard(drawn),
                link_preview_options=PLAIN,
            )
        except BadRequest as fault:
            if "not modified" in said(fault):
                return True
            if "message to edit not found" in said(fault) or "can't be edited" in said(fault):
                return False
            raise
        return True

    async def _send(self, address: str, row_id: int, drawn: Drawn) -> str:
        """Send all parts; the id of the last one, which carries the buttons."""
        sent_as, last = "", len(drawn.texts) - 1
        for place, text in enumerate(drawn.texts):
            keyboard = _keyboard(drawn) if place == last else None
            bold = _bold(drawn) if place == 0 else ()
            if place == 0 and drawn.file:
                sent = await self._send_file(address, row_id, drawn, keyboard)
            else:
                sent = await self.bot.send_message(
                    int(address), text, entities=bold, reply_markup=keyboard, link_preview_options=PLAIN
                )
            sent_as = str(sent.message_id)
        return sent_as

    async def _send_file(
        self, address: str, row_id: int, drawn: Drawn, keyboard: InlineKeyboardMarkup | None
    ) -> telegram.Message:
        """A document under its name, or a picture."""
        found = await self.database.read(chats.file_of, row_id, drawn.file, self.clock.now())
        if found is None:
            raise OurFault
        key, name, _ = found
        try:
            content = await self.files.get(key)
        except KeyError as fault:
            raise OurFault from fault
        file = InputFile(content, drawn.name or name)
        caption, bold = drawn.texts[0] or None, _bold(drawn)
        if drawn.name:
            return await self.bot.send_document(
                int(address), file, caption, caption_entities=bold, reply_markup=keyboard
            )
        return await self.bot.send_photo(int(address), file, caption, caption_entities=bold, reply_markup=keyboard)


def replaced(message: Message, around: Around) -> str:
    """The id of the message to draw in whose place: the last of the chat, when it has the same `replace` key, or is the
    answer under which this one was tapped. News stays, and receipts; so does what the same event led to."""
    if not around.last_id or any(_message_id(raw) > int(around.last_id) for raw in around.heard):
        return ""
    if not _one_text(_drawn(around.last)):
        return ""
    if message.replace and _key(around.last) == message.replace:
        return around.last_id
    tapped = around.cause.get("callback_query", {}).get("message", {}).get("message_id")
    stays = around.last.get("stays", False)
    if str(tapped) == around.last_id and around.answered and not around.same_cause and not stays:
        return around.last_id
    return ""


def _key(message: Mapping[str, Any]) -> str:
    return str(message.get("replace", ""))


def _message_id(raw: Mapping[str, Any]) -> int:
    """The id of what a person sent; taps and edits add nothing to a chat."""
    return int(raw.get("message", {}).get("message_id", 0))


def _drawn(message: Mapping[str, Any]) -> Drawn:
    try:
        return draw(load(message))
    except (KeyError, TypeError):  # written by another version
        return Drawn(())


def _one_text(drawn: Drawn) -> bool:
    return len(drawn.texts) == 1 and not drawn.file


def _bold(drawn: Drawn) -> tuple[MessageEntity, ...]:
    return (MessageEntity(MessageEntity.BOLD, 0, drawn.bold),) if drawn.bold else ()


def _keyboard(drawn: Drawn) -> InlineKeyboardMarkup | None:
    return InlineKeyboardMarkup([[_button(button) for button in row] for row in drawn.rows]) if drawn.rows else None


def _button(button: Button) -> InlineKeyboardButton:
    return InlineKeyboardButton(button.label, callback_data=button.token, style=button.style or None)

"""A Bot API server on this machine, for stories and tests."""

from bot.botapi.server import TOKEN, BotApi
from bot.botapi.wire import MAX_TEXT, Shown

__all__ = ["MAX_TEXT", "TOKEN", "BotApi", "Shown"]

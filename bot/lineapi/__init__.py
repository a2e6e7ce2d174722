"""LINE's Messaging API on this machine, for stories and tests."""

from bot.lineapi.server import BOT, SECRET, TOKEN, LineApi
from bot.lineapi.wire import MAX_TEXT, Shown, call_of, saved

__all__ = ["BOT", "MAX_TEXT", "SECRET", "TOKEN", "LineApi", "Shown", "call_of", "saved"]

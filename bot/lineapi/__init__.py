"""LINE's Messaging API on this machine, for stories and tests."""

from bot.lineapi.server import BOT, SECRET, TOKEN, LineApi
from bot.lineapi.wire import Shown

__all__ = ["BOT", "SECRET", "TOKEN", "LineApi", "Shown"]

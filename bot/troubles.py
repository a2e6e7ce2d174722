"""What keeps a command from its work on this machine, as one sentence for the operator: what is wrong, and what to do."""

import errno
import sqlite3
from typing import Final

from pydantic import ValidationError
from sqlalchemy.exc import DBAPIError

from bot.problems import Problem
from bot.settings import Settings
from storage.database import Unavailable
from storage.migrate import Newer

_TODO: Final = {
    sqlite3.SQLITE_FULL: "Make room: without it nothing can be stored",
    sqlite3.SQLITE_BUSY: "Another program holds the file: let it go",
    sqlite3.SQLITE_NOTADB: "Restore the backup (docs/operating.md), or name another file",
    sqlite3.SQLITE_CORRUPT: "Restore the backup (docs/operating.md)",
    sqlite3.SQLITE_CANTOPEN: "Give this user the right to write there, or name another folder in SUJARIT_DATA_DIR",
    sqlite3.SQLITE_READONLY: "Give this user the right to write there, or name another folder in SUJARIT_DATA_DIR",
}
"""By SQLite's code."""


def sentence(error: BaseException) -> str | None:
    """The sentence; None for what is a fault of ours."""
    match error:
        case Problem():
            return error.sentence
        case Newer():
            return str(error)
        case ValidationError(title="Settings"):
            names = dict(zip(Settings.model_fields, Settings.listed(), strict=True))
            faults = ((str(fault["loc"][0]), fault["msg"]) for fault in error.errors(include_input=False))
            told = [f"{names.get(name, name)}: {said.removeprefix('Value error, ')}" for name, said in faults]
            return "\n".join(["A setting cannot be read (see `sujarit settings`).", *told])
        case Unavailable():
            return _database(error.__cause__ or error)
        case DBAPIError() if error.statement is None or _sqlite_code(error) in (
            sqlite3.SQLITE_NOTADB,
            sqlite3.SQLITE_CORRUPT,
        ):
            return _database(error)
        case OSError(errno=errno.ENOSPC):
            return f"The disk is full{_at(error)}: make room, without it nothing can be stored."
        case OSError(filename=str()):
            return (
                f"{error.filename} cannot be used: {error.strerror}. Give this user the right to it, or name another "
                "place (SUJARIT_DATA_DIR for the data folder)."
            )
    return None


def words(error: BaseException) -> str:
    """The first line of what a library or a database said; it never holds a password."""
    said = str(getattr(error, "orig", None) or error).strip().partition("\n")[0]
    return said.removeprefix("connection failed: ")


def _database(error: BaseException) -> str:
    todo = _TODO.get(_sqlite_code(error), "Is it up, and is DATABASE_URL right? `sujarit doctor` looks closer")
    return f"The database cannot be worked with: {words(error)}. {todo}."


def _sqlite_code(error: BaseException) -> int:
    return getattr(getattr(error, "orig", None), "sqlite_errorcode", 0) & 0xFF


def _at(error: OSError) -> str:
    return f" ({error.filename})" if error.filename else ""

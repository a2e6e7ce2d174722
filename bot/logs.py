"""Log lines on stderr, ours and the libraries': one JSON object a line, on a terminal words for whoever sits there. Numbers and
codes, never what a person typed, a name or a token.

`inbox` is the id that leads from an update over its turn, documents and photos to what was sent; docs/operating.md tells
what each line means.
"""

import logging
import os
import re
import sys
import threading
from datetime import UTC, datetime
from json import JSONEncoder
from types import TracebackType
from typing import Any, Final

import structlog
from structlog.typing import EventDict, Processor

_JSON: Final = JSONEncoder(ensure_ascii=False, default=str).encode
_SECRET: Final = re.compile(r"\d{5,}:[\w-]{20,}|(?<=://)[^/\s@]+@")
"""A bot's token, and name and password in the address of a database."""
_FOREIGN: Final = re.compile(r"[^\x20-\x7e]+")
_OWN_HANDLERS: Final = ("dbos",)
"""Loggers that bring a console of their own unless they have one."""
MAX_SAID: Final = 300
AWAITED: Final = (": ready", ": reached again")
"""How the lines end that somebody at a terminal waits for."""


def log_to_stderr(level: str = "") -> None:
    """Set up logging for a process: our lines from this level on, the libraries' from warnings on. Without a level it is info;
    on a terminal warnings then, and what somebody there waits for."""
    terminal = sys.stderr.isatty()
    number = logging.getLevelNamesMapping()[(level or "info").upper()]
    processors: list[Processor] = [structlog.processors.add_log_level]
    if terminal and not level:
        processors.append(_calm)
    if terminal:
        processors += [structlog.processors.TimeStamper(fmt="%H:%M:%S", utc=False), _console()]
    else:
        processors += [
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(_encode),
        ]
    structlog.configure(
        processors=processors,
        wrapper_class=structlog.make_filtering_bound_logger(number),
        logger_factory=structlog.WriteLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setLevel(max(number, logging.WARNING))
    handler.setFormatter(LibraryLines(terminal))
    logging.basicConfig(level=handler.level, handlers=[handler], force=True)
    for name in _OWN_HANDLERS:
        logger = logging.getLogger(name)
        logger.handlers, logger.propagate = [handler], False
    logging.captureWarnings(True)


def _calm(_logger: Any, method: str, line: EventDict) -> EventDict:
    """A terminal is left to the address of the chat: nothing below a warning but that a platform is reached."""
    if method in ("debug", "info") and not line["event"].endswith(AWAITED):
        raise structlog.DropEvent
    return line


def _console() -> Processor:
    """Event, then its values, in columns."""
    return structlog.dev.ConsoleRenderer(colors="NO_COLOR" not in os.environ, sort_keys=False, pad_event_to=0)


def log_what_ends_us() -> None:
    """Whatever ends the process or a thread of it is a line too, without the words of the error."""

    def ended(kind: type[BaseException], error: BaseException | None, trace: TracebackType | None) -> None:
        structlog.get_logger().critical("ended by an error", error=kind.__name__, where=where(error))

    sys.excepthook = ended
    threading.excepthook = lambda args: ended(args.exc_type, args.exc_value, args.exc_traceback)


class LibraryLines(logging.Formatter):
    """A library's record as a line of ours. Of its words only the first line is kept, and of that only ASCII: the rest may
    be data (an address with a token, the parameters of a statement)."""

    def __init__(self, terminal: bool = False) -> None:
        super().__init__()
        self._terminal = _console() if terminal else None

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        said = record.getMessage().partition("\n")[0]
        line: dict[str, Any] = {
            "event": _FOREIGN.sub("...", _SECRET.sub("...", said))[:MAX_SAID],
            "logger": record.name,
            "level": record.levelname.lower(),
            "timestamp": datetime.fromtimestamp(record.created, UTC).isoformat().replace("+00:00", "Z"),
        }
        if record.exc_info and record.exc_info[1] is not None:
            line |= {"error": type(record.exc_info[1]).__name__, "where": where(record.exc_info[1])}
        if self._terminal is None:
            return _JSON(line)
        line["timestamp"] = f"{datetime.fromtimestamp(record.created, UTC).astimezone():%H:%M:%S}"
        return str(self._terminal(None, record.levelname, line))


def where(error: BaseException | None) -> str:
    """File and line of a fault: the last of ours on the way to it, else the last of all; no text a person typed."""
    trace = error.__traceback__ if error else None
    place = ours = ""
    while trace is not None:
        place = f"{trace.tb_frame.f_code.co_filename.rsplit('/', 2)[-1]}:{trace.tb_lineno}"
        if trace.tb_frame.f_globals.get("__name__", "").startswith(("bot.", "storage.")):
            ours = place
        trace = trace.tb_next
    return ours or place


def _encode(line: Any, **_: Any) -> str:
    return _JSON(line)

"""The text of an agency file, YAML or JSON: read with the line of every value, written so that the same data give the same bytes.

Every value is read as text, or None where nothing stands; what it means is the field's business. So `1.10`, `007`, `no` and
`2569-10-01` stay what was typed. Tags, anchors, aliases, and keys that stand twice are refused.
"""

import json
import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any, Final, TypeAlias

import yaml

from bot.problems import Problem

LARGEST: Final = 8 * 1024 * 1024
"""Bytes of a file; the plan of 200 items with sheets and five years of results takes two million."""
MOST: Final = 100_000
"""Values of a file; the same plan has forty thousand."""
DEEPEST: Final = 20
_LOADER: Final = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # libyaml where it is, six times as fast
_NOTHING: Final = {"", "~", "null", "Null", "NULL"}
_TABS: Final = re.compile("^\t+", re.MULTILINE)
_PAIRS: Final = re.compile(r"(?<!\\)((?:\\\\)*)(\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2})")

Place: TypeAlias = tuple[str | int, ...]
"""The way to a value: ("plans", 0, "items", 3, "title")."""


class Unreadable(Exception):  # noqa: N818 - what is wrong with the file
    """Where a file is not YAML as we take it, and why."""

    def __init__(self, problem: Problem, line: int | None = None) -> None:
        super().__init__(problem.sentence)
        self.problem, self.line = problem, line


def parse(content: bytes) -> tuple[Any, dict[Place, int]]:
    """The values of a file, and the line of each."""
    if len(content) > LARGEST:
        raise Unreadable(Problem("file_too_large", limit=LARGEST // 1024 // 1024))
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Unreadable(Problem("file_not_utf8"), content.count(b"\n", 0, error.start) + 1) from None
    if text.lstrip().startswith("{"):
        # JSON may be indented by tabs, and may write a letter beyond the first plane as two; YAML may not.
        text = _TABS.sub(lambda tabs: " " * len(tabs[0]), text)
        text = _PAIRS.sub(lambda pair: pair[1] + json.loads(f'"{pair[2]}"'), text)
    lines: dict[Place, int] = {}
    try:
        events = yaml.parse(text, Loader=_LOADER)
        found = _Builder(events, lines).document()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise Unreadable(Problem("file_syntax"), mark.line + 1 if mark else None) from None
    except yaml.YAMLError:
        raise Unreadable(Problem("file_syntax")) from None
    return found, lines


class _Builder:
    """Values out of the events of the parser."""

    def __init__(self, events: Iterator[Any], lines: dict[Place, int]) -> None:
        self._events, self._lines = events, lines

    def document(self) -> Any:
        """The one document of the file."""
        found = None
        begun = False
        for event in self._events:
            if isinstance(event, yaml.DocumentStartEvent):
                if begun:
                    raise Unreadable(Problem("file_documents"), _mark(event))
                begun = True
            elif isinstance(event, yaml.NodeEvent):
                found = self._value(event, ())
        return found

    def _value(self, event: Any, place: Place) -> Any:
        self._lines[place] = line = _line_of(event)
        if len(place) > DEEPEST:
            raise Unreadable(Problem("file_too_deep"), line)
        if len(self._lines) > MOST:
            raise Unreadable(Problem("file_too_many", limit=MOST), line)
        if isinstance(event, yaml.ScalarEvent):
            return None if event.implicit[0] and event.value in _NOTHING else event.value
        if isinstance(event, yaml.SequenceStartEvent):
            return list(self._items(place))
        return self._mapping(place)

    def _items(self, place: Place) -> Iterator[Any]:
        number = 0
        while not isinstance(event := next(self._events), yaml.SequenceEndEvent):
            yield self._value(event, (*place, number))
            number += 1

    def _mapping(self, place: Place) -> dict[str, Any]:
        found: dict[str, Any] = {}
        while not isinstance(event := next(self._events), yaml.MappingEndEvent):
            line = _line_of(event)
            if not isinstance(event, yaml.ScalarEvent):
                raise Unreadable(Problem("file_syntax"), line)
            if event.value in found:
                raise Unreadable(Problem("file_key_twice", key=event.value), line)
            found[event.value] = self._value(next(self._events), (*place, event.value))
            self._lines[*place, event.value] = line
        return found


def _line_of(event: Any) -> int:
    """The line of a node without any of YAML's ways to point elsewhere."""
    line = _mark(event)
    if isinstance(event, yaml.AliasEvent) or event.anchor is not None:
        raise Unreadable(Problem("file_alias"), line)
    if event.tag is not None:
        raise Unreadable(Problem("file_tag", tag=event.tag), line)
    return line


def _mark(event: Any) -> int:
    line: int = event.start_mark.line + 1
    return line


# --- writing ------------------------------------------------------------------------------------------------------------
class _Dumper(yaml.SafeDumper):
    """The pure one of the two: its bytes are the same on every machine."""

    def ignore_aliases(self, data: Any) -> bool:
        return True

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, False)


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style="|" if "\n" in text else None)


def _number(dumper: yaml.SafeDumper, number: Decimal) -> yaml.ScalarNode:
    written = plain(number)
    return dumper.represent_scalar(f"tag:yaml.org,2002:{'float' if '.' in written else 'int'}", written)


_Dumper.add_representer(str, _text)
_Dumper.add_representer(Decimal, _number)


def plain(number: Decimal) -> str:
    """A number without exponent or useless noughts."""
    written = f"{number:f}"
    return written.rstrip("0").rstrip(".") if "." in written else written


def write(data: Any, head: str = "") -> str:
    """Plain data as YAML, under a comment."""
    comment = "".join(f"# {line}\n" for line in head.splitlines())
    return comment + yaml.dump(data, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=1 << 20)

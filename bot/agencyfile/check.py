"""What is wrong with a file: every problem at once, each with its place and line.

The form says what a value may be; here is what values must be to each other. It looks at the file as it stands, so that a wrong
value elsewhere hides nothing.
"""

from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from pydantic import ValidationError

from bot.agencyfile import tree
from bot.agencyfile.form import File
from bot.agencyfile.tree import Place
from bot.agencyfile.values import PAPERS, one_line
from bot.domain.agency import KINDS, Role, full_name
from bot.domain.framework import Framework
from bot.domain.measures import CLASSICAL
from bot.frameworks import codes, framework_of
from bot.problems import Problem
from bot.thai import arabic_digits

_CODES: Final = {
    "missing": "file_missing",
    "extra_forbidden": "file_unknown",
    "tuple_type": "file_list",
    "dict_type": "file_mapping",
    "model_type": "file_mapping",
    "model_attributes_type": "file_mapping",
}
"""What pydantic finds, in our words."""
_HEADS: Final = (Role.DIVISION_HEAD.value, Role.DIVISION_HEAD.label)
_WORDS: Final = {label: code for code, label in (*PAPERS.items(), *CLASSICAL.items())}


@dataclass(frozen=True, slots=True)
class Found:
    """Something wrong in a file."""

    place: str
    line: int | None
    sentence: str

    def __str__(self) -> str:
        return ": ".join(
            part for part in (f"บรรทัด {self.line}" if self.line else "", self.place, self.sentence) if part
        )


class Refused(Exception):  # noqa: N818 - what became of the file
    """A file of which nothing is taken."""

    def __init__(self, found: list[Found]) -> None:
        super().__init__("\n".join(map(str, found)))
        self.found = found


def read(content: bytes) -> File:
    """The form of a file; `Refused` with all that is wrong."""
    try:
        data, lines = tree.parse(content)
    except tree.Unreadable as error:
        raise Refused([Found("", error.line, error.problem.sentence)]) from None
    found = [(place, problem.sentence) for place, problem in _contradictions(data)]
    form = None
    try:
        form = File.model_validate(data)
    except ValidationError as error:
        for each in error.errors(include_url=False):
            sentence = (
                each["msg"] if each["type"] == "problem" else Problem(_CODES.get(each["type"], "file_value")).sentence
            )
            found.append((tuple(part for part in each["loc"] if part != "[key]"), sentence))
    if form is None or found:
        told = dict.fromkeys(_told(place, lines, sentence) for place, sentence in found)
        raise Refused(sorted(told, key=lambda one: one.line or 0))
    return form


def _told(place: Place, lines: dict[Place, int], sentence: str) -> Found:
    """A place as people count, and the line of the nearest thing that stands in the file."""
    known = next((lines[place[:end]] for end in range(len(place), -1, -1) if place[:end] in lines), None)
    text = "".join(f"[{part + 1}]" if isinstance(part, int) else f".{part}" for part in place).lstrip(".")
    return Found(text, known, sentence)


# --- what values must be to each other -------------------------------------------------------------------------------------
_Problems = Iterator[tuple[Place, Problem]]


def _contradictions(data: Any) -> _Problems:
    yield from _agency(_mapping(data, "agency"))
    divisions = _names(data, "divisions", "name")
    people = _names(data, "people", "name")
    yield from _twice(divisions)
    yield from _twice(people)
    known_divisions, known_people = set(divisions.values()), set(people.values())

    def refers(place: Place, row: Any, key: str, known: set[Hashable], what: str) -> _Problems:
        name = _line(row.get(key))
        if name and name not in known:
            yield (*place, key), Problem("file_reference", what=what, value=name)

    for place, row in _rows(data, "people"):
        yield from refers(place, row, "division", known_divisions, "กอง")
    for place, row in _rows(data, "acting"):
        yield from refers(place, row, "person", known_people, "บุคคล")
        yield from refers(place, row, "division", known_divisions, "กอง")
        if _line(row.get("level")) in _HEADS and not row.get("division"):
            yield (*place, "division"), Problem("file_missing")
    yield from _twice(_keyed(data, "ita_items", "year"))
    yield from _twice(_keyed(data, "notes", "fiscal_year", "round"))
    yield from _twice(_keyed(data, "memos", "submits", "fiscal_year", "round?", "about?"))
    for place, row in _rows(data, "memos"):
        yield from refers(place, row, "division", known_divisions, "กอง")
    for place, row in _rows(data, "reopened"):
        yield from refers(place, row, "by", known_people, "บุคคล")
    yield from _twice(_keyed(data, "plans", "framework"))
    for place, plan in _rows(data, "plans"):
        framework, years, problems = _frame(place, plan)
        yield from problems
        items = _names(plan, "items", "title", place)
        yield from _twice(items)
        for at, item in _rows(plan, "items", place):
            yield from refers(at, item, "owner", known_divisions, "กอง")
            yield from refers(at, item, "officer", known_people, "บุคคล")
            yield from _mission(at, item, framework)
            yield from _years(at, "years", _mapping(item, "years"), years)
            yield from _twice(_keyed(item, "results", "fiscal_year", "quarter", at=at))
            for of_result, result in _rows(item, "results", at):
                yield from refers(of_result, result, "reporter", known_people, "บุคคล")
                yield from _years(of_result, "fiscal_year", [result.get("fiscal_year")], years)
        for at, indicator in _rows(plan, "indicators", place):
            yield from _years(at, "values", _mapping(indicator, "values"), years)
        for at, risk in _rows(plan, "risks", place):
            for of_control, control in _rows(risk, "controls", at):
                yield from refers(of_control, control, "item", set(items.values()), "โครงการ")
    yield from _twice(_keyed(data, "measures", "fiscal_year"))
    for place, of_year in _rows(data, "measures"):
        yield from _twice(_keyed(of_year, "single", "measure", at=place))
        for at, measure in _rows(of_year, "measures", place):
            yield from refers(at, measure, "division", known_divisions, "กอง")
            yield from _twice(_keyed(measure, "results", "round", at=at))
            for of_result, result in _rows(measure, "results", at):
                yield from refers(of_result, result, "reporter", known_people, "บุคคล")


def _agency(agency: dict[str, Any]) -> _Problems:
    """The name is one of its kind."""
    prefixes = {kind.prefix: kind.code for kind in KINDS.values()}
    kind, name = _line(agency.get("kind")), _line(agency.get("name"))
    code = prefixes.get(kind, kind)
    if code in KINDS and name:
        try:
            full_name(code, name)
        except Problem as problem:
            yield ("agency", "name"), problem


def _frame(place: Place, plan: dict[str, Any]) -> tuple[Framework | None, range | None, list[tuple[Place, Problem]]]:
    """The plan's framework and years, as far as they are sound."""
    code, problems = _line(plan.get("framework")), []
    if code and code not in codes():
        problems.append(((*place, "framework"), Problem("file_framework", value=code, known=", ".join(codes()))))
    framework = framework_of(code) if code in codes() else None
    first, last = _whole(plan.get("first_year")), _whole(plan.get("last_year"))
    if framework:
        first, last = first or framework.first_year, last or framework.last_year
    if not first or not last:
        return framework, None, problems
    if first > last:
        problems.append(((*place, "last_year"), Problem("file_years_reversed", first=first, last=last)))
        return framework, None, problems
    return framework, range(first, last + 1), problems


def mission_codes(framework: Framework) -> set[str]:
    """The codes under which an item can stand."""
    return {mission.code for mission in framework.missions} | {sub.code for sub in framework.sub_missions}


def _mission(place: Place, item: dict[str, Any], framework: Framework | None) -> _Problems:
    code = _line(item.get("mission"))
    if framework and code and code not in mission_codes(framework):
        yield (*place, "mission"), Problem("file_mission", framework=framework.code, value=code)


def _years(place: Place, key: str, given: Iterable[Any], years: range | None) -> _Problems:
    for text in given:
        year = _whole(text)
        if years and year and year not in years:
            at = (*place, key, text) if key != "fiscal_year" else (*place, key)
            yield at, Problem("file_year_outside", value=year, first=years[0], last=years[-1])


def _twice(names: dict[Place, Hashable]) -> _Problems:
    """What is called as something before it."""
    seen = set()
    for place, name in names.items():
        if name in seen:
            words = " / ".join(map(str, name)) if isinstance(name, tuple) else name
            yield place, Problem("file_twice", value=words)
        seen.add(name)


def _names(data: Any, list_name: str, field: str, at: Place = ()) -> dict[Place, Hashable]:
    """What the rows of a list are called."""
    found: dict[Place, Hashable] = {}
    for number, row in enumerate(_list(data, list_name)):
        text = row if isinstance(row, str) else _line(row.get("key") or row.get(field)) if isinstance(row, dict) else ""
        if text:
            found[*at, list_name, number] = _line(text)
    return found


def _keyed(data: Any, list_name: str, *fields: str, at: Place = ()) -> dict[Place, Hashable]:
    """What tells the rows of a list apart; of a row that lacks any of it nobody can say. "?": it may be left out."""
    found: dict[Place, Hashable] = {}
    for place, row in _rows(data, list_name, at):
        values = [row.get(field.removesuffix("?")) for field in fields]
        if all(value or field.endswith("?") for value, field in zip(values, fields, strict=True)):
            found[place] = tuple(str(_whole(value) or _WORDS.get(_line(value), _line(value))) for value in values)
    return found


def _rows(data: Any, list_name: str, at: Place = ()) -> Iterator[tuple[Place, dict[str, Any]]]:
    for number, row in enumerate(_list(data, list_name)):
        if isinstance(row, dict):
            yield (*at, list_name, number), row


def _list(data: Any, key: str) -> list[Any]:
    found = data.get(key) if isinstance(data, dict) else None
    return found if isinstance(found, list) else []


def _mapping(data: Any, key: str) -> dict[str, Any]:
    found = data.get(key) if isinstance(data, dict) else None
    return found if isinstance(found, dict) else {}


def _line(value: Any) -> str:
    return one_line(value) if isinstance(value, str) else ""


def _whole(value: Any) -> int | None:
    text = arabic_digits(_line(value))
    return int(text) if text.isdecimal() and len(text) < 10 else None

"""Writes what follows from the code (docs/settings.md, docs/dialogs.md, the format of agency files, a year): `make docs`. A test fails when they are stale."""

import asyncio
import json
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import yaml

from bot import facts, sample
from bot.agencyfile.form import File
from bot.dialogs import kit, plan_kinds
from bot.dialogs.engine import Dialog
from bot.dialogs.menu import LABELS
from bot.dialogs.paperwork import ItaCode
from bot.dialogs.registry import OPENERS
from bot.dialogs.return_report import Reason
from bot.dialogs.session import Opener
from bot.dialogs.sheet import SHEET
from bot.dialogs.verification import CodeOrFile
from bot.domain.agency import Role
from bot.domain.approval import Course, Step
from bot.domain.parts import Part
from bot.domain.report import About, Report, ReportKind, ReportState
from bot.domain.workdays import days_off
from bot.facts.scope import Scope
from bot.logs import log_to_stderr
from bot.play import CODE, play_file
from bot.settings import Settings
from storage import people
from storage.database import Database
from storage.migrate import migrate

CHANGING = re.compile(rf"{CODE.pattern}|\b[A-Z]{{4}}(?:-?[A-Z]{{4}}){{2}}\b|\b[0-9a-f]{{64}}\b")
"""Codes somebody joins or verifies by, and digests of what holds one."""
HERE = Path(__file__).parent
NOW = datetime(2026, 11, 20, 2, tzinfo=UTC)

KINDS = {
    kit.Choice: "one of",
    kit.YesNo: "yes or no",
    kit.MultiChoice: "some of",
    kit.Text: "text",
    kit.Link: "link",
    kit.LongText: "long text",
    kit.TextList: "list, one a line",
    kit.Number: "number",
    kit.Percent: "percent",
    kit.Money: "baht",
    kit.Date: "day",
    kit.Period: "first and last day",
    kit.Picker: "one of a list, with search",
    kit.Photos: "photos",
    kit.Files: "files",
    kit.Rows: "rows",
    plan_kinds.Outline: "steps as a tree, by the numbers typed before them",
    ItaCode: "number of an item of the ITA",
    plan_kinds.Suggested: "text, the usual words as buttons",
    Reason: "one of, or other words",
    CodeOrFile: "the code printed in it, or the file",
}


def settings() -> str:
    """docs/settings.md"""
    lines = [
        "# Settings",
        "",
        "Read once at start from the environment or a `.env` file in the working directory. None is needed to begin.",
        "Made by `make docs` from `bot/settings.py`; `sujarit settings` prints the same.",
        "",
        "| setting | default | what it is for |",
        "|---|---|---|",
    ]
    for name, field in Settings.listed().items():
        default = "empty" if field.default in (None, "") else f"`{field.default}`"
        lines.append(f"| `{name}` | {default} | {field.description} |")
    return "\n".join(lines) + "\n"


@contextmanager
def sample_agency() -> Iterator[Any]:
    """A function that gives what a person of the sample agency may know: `scope(role)`."""
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{folder}/docs.db")
        migrate(database)
        agency_id = database.write_now(sample.make, NOW)
        with database.reader.connect() as connection:

            def scope(role: str) -> Scope:
                person_id = people.with_roles(connection, agency_id, [role])[0]
                acting = people.acting(connection, person_id)
                assert acting is not None
                return Scope(connection, acting, NOW)

            yield scope
        database.close()


def opened(opener: Opener, scope: Scope, args: tuple[str, ...], known: dict[Any, Any]) -> Dialog:
    """The dialog an opener gives, with the facts it asks for."""
    have = facts.given(scope, None)
    have.update(known)
    dialog = opener(have, *args)
    assert isinstance(dialog, Dialog)
    return dialog


def all_dialogs() -> Iterator[tuple[str, Opener, Dialog]]:
    """Every dialog as a person of the sample agency meets it."""
    with sample_agency() as scope:
        owner = scope("plan_owner")
        item = facts.load(owner, "open_results")[0].code.split("_")
        measure = facts.load(owner, "open_measures")[0].code.split("_")
        about = About(facts.given(owner, None)["fiscal_year"], 6)
        report = Report(
            1,
            ReportKind.MEASURE_REPORT,
            about,
            1,
            ReportState.SUBMITTED,
            owner.person.id,
            owner.person.id,
            "",
            "",
            Course((Step(Role.CLERK),)),
        )
        examples: list[tuple[str, str, tuple[str, ...]]] = [
            ("record_result", "plan_owner", tuple(item)),
            ("add_item", "plan_owner", ()),
            ("add_measure", "plan_owner", ()),
            ("ita_analysis", "plan_owner", (str(about.fiscal_year + 1),)),
            ("record_measure", "plan_owner", tuple(measure)),
            ("ask_report", "plan_owner", ()),
            ("return_report", "clerk", ("1", "1")),
            ("people", "plan_owner", ()),
            ("invite", "plan_owner", ()),
            ("end_duty", "plan_owner", ("1",)),
            *(("sheet_part", "plan_owner", (item[0], section)) for section in SHEET),
            ("copy_sheet", "plan_owner", (item[0],)),
            ("move_item", "plan_owner", (item[0],)),
            *(("edit_part", "plan_owner", (part.value,)) for part in Part),
            ("memo", "plan_owner", (f"{about.code}_follow_up",)),
            ("round_note", "plan_owner", (about.code,)),
            ("ita_numbers", "plan_owner", (str(about.fiscal_year),)),
            ("report_by", "plan_owner", (item[0],)),
            ("agency", "plan_owner", ()),
            ("emblem", "plan_owner", ()),
            ("chain", "plan_owner", ()),
            ("name_acting", "plan_owner", ()),
        ]
        for name, role, args in examples:
            yield name, OPENERS[name], opened(OPENERS[name], scope(role), args, {("report", 1): report})


def asked(question: kit.Question) -> str:
    """When a question is asked."""
    words = []
    if question.when is not None:
        words.append("depends on the answers before")
    if question.later:
        words.append("from the review only")
    elif question.optional:
        words.append("may be skipped")
    return ", ".join(words) or "always"


def one_line(text: str) -> str:
    """Text as it can stand in a cell."""
    return " / ".join(text.replace("|", "\\|").splitlines())


def dialogs() -> str:
    """docs/dialogs.md"""
    lines = [
        "# Dialogs",
        "",
        "Every form an officer can meet, with its questions in their order. Made by `make docs` from `bot/dialogs/`; the",
        "titles in the prompts are those of the sample agency. How a question kind reads and shows: `bot/dialogs/kit.py`.",
    ]
    for name, opener, dialog in all_dialogs():
        about, _, story = (opener.__doc__ or "").partition("Story: ")
        lines += [
            "",
            f"## `{name}` {LABELS.get(name, dialog.title)}",
            f"{about.strip()} In `{opener.__module__.replace('.', '/')}.py`, played by `{story.strip()}`.",
        ]
        lines += ["", "| key | question | kind | asked |", "|---|---|---|---|"]
        for question in dialog.questions:
            if isinstance(question, kit.Hidden):
                continue
            options = question.choices if isinstance(question, kit.Choice | kit.MultiChoice) else ()
            labels = (
                "" if callable(options) else ": " + ", ".join(option.label for option in options) if options else ""
            )
            kind = next(KINDS[each] for each in type(question).__mro__ if each in KINDS) + one_line(labels)
            if isinstance(question, kit.Rows):
                kind += ": " + ", ".join(one_line(cell.prompt) for cell in question.form)
            lines.append(f"| `{question.key}` | {one_line(question.prompt)} | {kind} | {asked(question)} |")
    others = [name for name in OPENERS if f"## `{name}`" not in "\n".join(lines)]
    lines += ["", "## What else a button can open", "", "| name | what it does |", "|---|---|"]
    for name in others:
        doc = (OPENERS[name].__doc__ or "").strip().splitlines()[0]
        lines.append(f"| `{name}` | {doc} |")
    return "\n".join(lines) + "\n"


def agency_schema() -> str:
    """docs/agency.schema.json"""
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "Agency file of Sujarit, version 1"}
    return json.dumps(head | _shorter(File.model_json_schema()), ensure_ascii=False, indent=1) + "\n"


def _shorter(schema: Any) -> Any:
    """Without what says nothing: names as titles, and that what is left out is nothing."""
    if isinstance(schema, list):
        return [_shorter(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    kept = {key: _shorter(value) for key, value in schema.items() if not (key == "title" and isinstance(value, str))}
    if kept.get("default", ...) is None:
        del kept["default"]
    match kept.get("anyOf"):
        case [one, {"type": "null"}]:
            del kept["anyOf"]
            kept = one | kept
    return kept


def agency_file() -> str:
    """docs/agency-file.md: what is written by hand, and every field."""
    written, head, _ = (HERE / "agency-file.md").read_text("utf-8").partition("## Every field\n")
    schema = _shorter(File.model_json_schema())
    lines = ["Made by `make docs` from `bot/agencyfile/`. What has a ? may be left out.", ""]
    for name, part in {"File": schema, **schema["$defs"]}.items():
        fields = next((each for each in part.get("anyOf", ()) if "properties" in each), part)
        lines += [
            f"### {name}",
            part["description"],
            "",
            "| field | what stands there | default | |",
            "|---|---|---|---|",
        ]
        for key, field in fields["properties"].items():
            needed = key in fields.get("required", ())
            default = "" if needed or not field.get("default") else f"`{field['default']}`"
            told = field.get("description", "").replace("\n", " ")
            lines.append(f"| `{key}`{'' if needed else ' ?'} | {_kind(field)} | {default} | {told} |")
        lines.append("")
    return f"{written}{head}" + "\n".join(lines)


def _kind(field: dict[str, Any]) -> str:
    """What may stand in a field of an agency file."""
    if "$ref" in field:
        name = field["$ref"].rpartition("/")[2]
        return f"[{name}](#{name.lower()})"
    if "enum" in field:
        return ", ".join(word for word in field["enum"] if not word.isascii())
    if "examples" in field:
        return f"such as `{field['examples'][0]}`"
    match field["type"]:
        case "array":
            return f"list of {_kind(field['items'])}"
        case "object":
            return f"by fiscal year: {_kind(_shorter(field['additionalProperties']))}"
        case ["boolean", _]:
            return "yes or no"
        case [kind, _] | kind:
            return {"string": "text"}.get(kind, kind)


def written_days_off() -> str:
    """The module of the holidays of the years in use."""
    head = '"""Days off of the government in the years in use, as `holidays` has them; written by `make docs`."""'
    years = [f'    {year}: "{" ".join(days_off(year))}",' for year in range(2024, 2046)]
    return "\n".join([head, "", "from typing import Final", "", "DAYS_OFF: Final = {", *years, "}", ""])


def a_year() -> str:
    """docs/a-year.md: the story of a year as it is said. What differs from one playing to the next is left out."""
    story = HERE.parent / "tests" / "stories" / "a_year.yaml"
    played = asyncio.run(play_file(story))
    lines = [
        "# A year",
        "",
        f"{yaml.safe_load(story.read_text('utf-8'))['story']} (`tests/stories/a_year.yaml`). Made by `make docs`; `sujarit play`",
        "prints the same. [In brackets] are buttons, tapped or shown; after an arrow stands what somebody else is told.",
    ]
    for scene in re.split(r"(?m)^\n## ", CHANGING.sub("•••••", played.transcript))[1:]:
        heading, _, said = scene.partition("\n")
        told = re.sub(r"(?m)^( +→ .+?: )(.*(?:\n\1.*)*)", _told, said)
        lines += ["", f"## {heading}", "```text", *(line.rstrip() for line in told.strip("\n").splitlines()), "```"]
    return "\n".join(lines) + "\n"


def _told(found: re.Match[str]) -> str:
    """What somebody else is told, under that person's name."""
    who = found[1].removesuffix(": ")
    return "\n".join([who, *(f"      {line.removeprefix(found[1])}" for line in found[0].splitlines())])


PAGES = {
    "../bot/domain/days_off.py": written_days_off,
    "settings.md": settings,
    "dialogs.md": dialogs,
    "agency.schema.json": agency_schema,
    "agency-file.md": agency_file,
    "a-year.md": a_year,
}

if __name__ == "__main__":
    log_to_stderr("warning")
    for page, write in PAGES.items():
        (HERE / page).write_text(write(), "utf-8")

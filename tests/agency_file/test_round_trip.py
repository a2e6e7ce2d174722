"""What is dumped can be loaded, and comes back the same to the byte."""

from typing import Any

from sqlalchemy import select
from world import NOW

from bot import sample
from bot.agencyfile import check, fetch, store, tree
from bot.agencyfile.fetch import OPTIONAL
from bot.agencyfile.form import File
from bot.agencyfile.part import Part
from bot.agencyfile.values import PAPERS
from bot.dialogs.record_result import MORE
from bot.documents.memo import SUBMITTED
from storage import tables


def loaded(database, text: str) -> int:
    return database.write_now(store.new, check.read(text.encode()), NOW)


def dumped(database, agency: int) -> str:
    return database.write_now(fetch.dump, agency, NOW)


def fields(model: type[Part], data: Any, seen: set[tuple[str, str]]) -> None:
    """Which fields of which part a file gives."""
    for name, field in type(data).model_fields.items():
        value = getattr(data, name)
        if value != field.default:
            seen.add((type(data).__name__, name))
        for part in value if isinstance(value, tuple) else (value,):
            if isinstance(part, Part):
                fields(type(part), part, seen)


def every_field(part: type[Part], found: dict[str, set[str]]) -> None:
    """All fields of a part and of those below it."""
    if part.__name__ in found:
        return
    found[part.__name__] = set(part.model_fields)
    for field in part.model_fields.values():
        for each in _parts(field.annotation):
            every_field(each, found)


def _parts(annotation: Any) -> list[type[Part]]:
    if isinstance(annotation, type) and issubclass(annotation, Part):
        return [annotation]
    return [part for each in getattr(annotation, "__args__", ()) for part in _parts(each)]


def test_the_guide_shows_every_field(example):
    seen: set[tuple[str, str]] = set()
    fields(File, check.read(example.encode()), seen)
    wanted: dict[str, set[str]] = {}
    every_field(File, wanted)
    all_fields = {(part, name) for part, names in wanted.items() for name in names}
    left_out = {
        ("Agency", "sample"),
        ("Division", "key"),
        ("Item", "key"),
        ("Plan", "first_year"),
        ("Plan", "last_year"),
    }
    left_out |= {("ItaItems", name) for name in ("six_month", "measures", "measures_result")}
    left_out |= {("TargetGroup", "unit"), ("Cases", "other")}
    assert all_fields - seen == left_out


def test_the_guides_file_comes_back_the_same_on_both_databases(empty, example):
    first = dumped(empty, loaded(empty, example))
    file, again = check.read(example.encode()), check.read(first.encode())
    assert again.model_dump(exclude={"people", "plans"}) == file.model_dump(exclude={"people", "plans"})
    assert [person.key for person in again.people] == [None, None, "นายเก็บ เงินครบ (2)"]  # keys are made anew
    assert again.plans[0].items[0].sheet == file.plans[0].items[0].sheet
    empty.write_now(sample.forget, 1)
    assert dumped(empty, loaded(empty, first)) == first


def test_the_sample_comes_back_the_same(world, sqlite):
    text = dumped(world.database, 1)
    other = sqlite()
    agency = loaded(other, text)
    assert dumped(other, agency) == text
    people = other.read_now(lambda c: c.execute(select(tables.binding.c.channel, tables.binding.c.address)).all())
    assert {row.channel for row in people} == {"local"} and len(people) == len(sample.keys())


def test_files_know_every_answer_and_every_document():
    assert set(OPTIONAL) == set(MORE)
    assert set(PAPERS) == set(SUBMITTED)


def test_reading_and_dumping_are_in_the_audit(empty, example):
    dumped(empty, loaded(empty, example))
    acts = empty.read_now(lambda c: c.scalars(select(tables.audit.c.act).order_by(tables.audit.c.id)).all())
    assert acts == [store.LOADED, fetch.DUMPED]


def test_json_is_as_good(example):
    import json

    def plain(value: Any) -> Any:
        if isinstance(value, dict):
            return {str(key): plain(each) for key, each in value.items()}
        return [plain(each) for each in value] if isinstance(value, list) else value

    data, _ = tree.parse(example.encode())
    for text in (json.dumps(plain(data)), json.dumps(plain(data), ensure_ascii=False, indent="\t")):
        assert check.read(text.encode()) == check.read(example.encode())

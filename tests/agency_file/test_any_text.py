"""Whatever a text holds, it is written so that it is read again; whatever bytes a file holds, it is read or refused."""

from typing import Any, get_type_hints

import pytest
from combinations import examples
from hypothesis import given, settings
from hypothesis import strategies as st
from world import NOW

from bot.agencyfile import check, fetch, form, store, tree
from bot.agencyfile.part import Part
from bot.agencyfile.values import Text
from bot.thai import clean

HOSTILE = (
    "การเงิน & พัสดุ: <b> # ไม่ใช่หมายเหตุ",
    "- * & ! % @ ` { [ \" '",
    "null",
    "~",
    "1.10",
    "2569-10-01",
    "ก\n\n  ข\n ค \n",
    "\n",
    " ",
    "\tก",
    "---\n...\n",
    "\u200bก\u2028ข\x85ค\ufeff👩‍👩‍👧",
    "a\x00b\x0bc",
    "ก" * 5000,
)
TEXTS = st.text(st.characters(codec="utf-8"), max_size=40) | st.text("ก ข\n:#-'\"|>%\t", max_size=20)


def saying(part: Part, text: str) -> dict[str, Any]:
    """A part with the same text wherever a text may stand."""
    hints = get_type_hints(type(part), include_extras=True)
    return {name: _said(getattr(part, name), hints[name], text) for name in type(part).model_fields}


def _said(value: Any, hint: Any, text: str) -> Any:
    if hint in (Text, tuple[Text, ...]):
        return text if hint == Text else [text, text]
    if isinstance(value, tuple) and value and isinstance(value[0], Part):
        return [saying(each, text) for each in value]
    return saying(value, text) if isinstance(value, Part) else value


@pytest.fixture(scope="module")
def full(example: str) -> form.File:
    return check.read(example.encode())


@settings(max_examples=examples(60))
@given(text=TEXTS)
def test_any_text_is_read_as_it_was_written(full, text):
    file = form.File.model_validate(saying(full, text))
    assert file.plans[0].items[0].note == clean(text)
    written = fetch.write(file)
    again = check.read(written.encode())
    assert again == file
    assert fetch.write(again) == written


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_texts_come_back_from_the_database(full, sqlite, text):
    file = form.File.model_validate(saying(full, text))
    first, second = sqlite(), sqlite()
    dumped = first.write_now(fetch.dump, first.write_now(store.new, file, NOW), NOW)
    agency = second.write_now(store.new, check.read(dumped.encode()), NOW)
    assert second.write_now(fetch.dump, agency, NOW) == dumped


@settings(max_examples=examples(100))
@given(st.binary(max_size=200) | st.text("{}[]:,-&*!|>'\"#%@? \nกa1~<", max_size=60).map(str.encode))
def test_any_bytes_are_read_or_refused(content):
    with pytest.raises(check.Refused) as refused:
        check.read(content)
    assert refused.value.found and all(found.sentence for found in refused.value.found)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"a: &x [1]\nb: *x", "&"),
        (b"a: &a [x]\nb: &b [*a, *a]", "&"),
        (b"a: !!python/object/apply:os.system [ls]", "tag:yaml.org"),
        (b"a: 1\na: 2", "a"),
        (b"a: 1\n---\nb: 1", "---"),
        (b"[" * 100_000, ""),
        (b"{" * 100_000, ""),
        (b"- " * 50_000, ""),
        (b"\xff\xfea", "UTF-8"),
        (b" " * (tree.LARGEST + 1), "MB"),
        (b"people:\n" + b"- {x: 1}\n" * tree.MOST, "100,000"),
        (b"? [a, b]\n: c", ""),
        (b"", ""),
        (b"null", ""),
        (b"[]", ""),
        ("ก".encode(), ""),
    ],
)
def test_bombs_and_tricks_are_refused(content, words):
    with pytest.raises(check.Refused) as refused:
        check.read(content)
    assert words in str(refused.value)

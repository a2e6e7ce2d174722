"""What an agency sends back as its template: what is refused, in which words, and what is taken."""

import re
from collections.abc import Callable, Mapping
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.documents.compiled import CompiledTemplate
from bot.documents.edges import TYPED
from bot.documents.kinds import KINDS
from bot.documents.pictures import Pictures
from bot.documents.reading import text_of
from bot.documents.uploaded import MAX_BYTES, examine

FOLDER = Path(__file__).parents[2] / "templates" / "documents"
REPORT = KINDS["measure_report"]


def own(name: str = "measure_report") -> bytes:
    return (FOLDER / f"{name}.docx").read_bytes()


def changed(
    change: Mapping[str, Callable[[bytes], bytes]] | None = None, added: Mapping[str, bytes] | None = None
) -> bytes:
    """Our template with parts changed or added."""
    out = BytesIO()
    with ZipFile(BytesIO(own())) as package, ZipFile(out, "w", ZIP_DEFLATED) as written:
        for name in package.namelist():
            content = package.read(name)
            written.writestr(name, (change or {}).get(name, lambda data: data)(content))
        for name, content in (added or {}).items():
            written.writestr(name, content)
    return out.getvalue()


def with_paragraph(*words: str) -> bytes:
    """Our template with paragraphs of these words at its beginning."""
    xml = "".join(f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>" for text in words)
    return changed({"word/document.xml": lambda data: data.replace(b"<w:body>", b"<w:body>" + xml.encode())})


def found(data: bytes) -> list[tuple[str, str]]:
    return [(problem.code, problem.sentence) for problem in examine(data, REPORT)]


def codes(data: bytes) -> list[str]:
    return [code for code, _ in found(data)]


@pytest.mark.parametrize("name", KINDS)
def test_our_own_templates_are_taken(name: str) -> None:
    assert examine(own(name), KINDS[name]) == []


@pytest.mark.parametrize("name", KINDS)
def test_a_template_of_another_kind_is_refused(name: str) -> None:
    other = "memo" if name != "memo" else "order"
    assert examine(own(other), KINDS[name])


# --- the package --------------------------------------------------------------------------------------------------------
CONTENT_TYPES = "[Content_Types].xml"
RELATIONS = "word/_rels/document.xml.rels"
SECRET = b'<!DOCTYPE x [<!ENTITY secret SYSTEM "file:///etc/passwd">]>'


def related(kind: str, target: str, mode: str = ' TargetMode="External"') -> bytes:
    relation = (
        f'<Relationship Id="rIdX" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}"'
        f' Target="{target}"{mode}/></Relationships>'
    )
    return changed({RELATIONS: lambda data: data.replace(b"</Relationships>", relation.encode())})


def doctype(data: bytes) -> bytes:
    return data.replace(b"<w:document", SECRET + b"<w:document", 1)


def packed(parts: Mapping[str, bytes]) -> bytes:
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return out.getvalue()


REFUSED: dict[str, tuple[Callable[[], bytes], str]] = {
    "nothing": (lambda: b"", "template_not_docx"),
    "no zip file": (lambda: b"%PDF-1.7 something", "template_not_docx"),
    "a zip file of something else": (lambda: packed({"a.txt": b"a"}), "template_not_docx"),
    "cut off": (lambda: own()[:9000], "template_not_docx"),
    "an old Word file": (lambda: bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600), "template_old_word"),
    "too large": (lambda: own() + bytes(MAX_BYTES), "template_too_big"),
    "a zip bomb": (lambda: changed(added={"word/media/a.xml": bytes(30 * 1024**2)}), "template_bomb"),
    "many zip bombs": (
        lambda: changed(added={f"word/media/{n}.xml": bytes(1024**2) for n in range(60)}),
        "template_bomb",
    ),
    "parts without end": (lambda: changed(added={f"a/{n}": b"" for n in range(300)}), "template_bomb"),
    "a path outside": (lambda: changed(added={"../../etc/passwd": b"a"}), "template_bomb"),
    "a macro": (lambda: changed(added={"word/vbaProject.bin": b"a"}), "template_active"),
    "a macro's type": (
        lambda: changed({CONTENT_TYPES: lambda data: data.replace(b"document.main+xml", b"document.macroEnabled.main+xml")}),
        "template_active",
    ),
    "an embedded object": (lambda: changed(added={"word/embeddings/oleObject1.bin": b"a"}), "template_active"),
    "a page of another format inside": (lambda: related("aFChunk", "a.html", ""), "template_active"),
    "a field that fetches": (
        lambda: changed(
            {"word/document.xml": lambda data: data.replace(
                b"<w:body>", b'<w:body><w:p><w:r><w:instrText> INCLUDETEXT "/etc/passwd" </w:instrText></w:r></w:p>'
            )}
        ),
        "template_active",
    ),
    "a picture from elsewhere": (lambda: related("image", "http://example.com/a.png"), "template_external"),
    "a style from elsewhere": (lambda: related("attachedTemplate", "http://example.com/a.dotm"), "template_external"),
    "an entity": (lambda: changed({"word/document.xml": doctype}), "template_entities"),
    "an entity in UTF-16": (
        lambda: changed(
            {"word/document.xml": lambda data: (b'\xff\xfe' + ('<!DOCTYPE a [<!ENTITY b "c">]><a/>').encode("utf-16-le"))}
        ),
        "template_entities",
    ),
    "XML cut off": (lambda: changed({"word/document.xml": lambda data: data[:-50]}), "template_unreadable"),
    "tracked changes": (
        lambda: changed({"word/document.xml": lambda data: data.replace(
            b"<w:body>", b'<w:body><w:p><w:ins w:id="1" w:author="a"><w:r><w:t>b</w:t></w:r></w:ins></w:p>'
        )}),
        "template_changes",
    ),
    "comments": (
        lambda: changed({"word/document.xml": lambda data: data.replace(
            b"<w:body>", b'<w:body><w:p><w:r><w:commentReference w:id="1"/></w:r></w:p>'
        )}),
        "template_comments",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_a_package_is_refused(name: str) -> None:
    make, code = REFUSED[name]
    assert codes(make()) == [code]


def test_a_link_to_a_page_is_no_danger() -> None:
    assert codes(related("hyperlink", "https://example.go.th")) == []


def test_a_forged_size_unpacks_no_more_than_is_declared() -> None:
    data = bytearray(changed(added={"word/media/a.xml": bytes(3 * 1024**2)}))
    for place in (m.start() for m in re.finditer(rb"PK\x01\x02", bytes(data))):
        length = int.from_bytes(data[place + 28 : place + 30], "little")
        if bytes(data[place + 46 : place + 46 + length]) == b"word/media/a.xml":
            data[place + 24 : place + 28] = (100).to_bytes(4, "little")
    assert codes(bytes(data)) == ["template_not_docx"]


@settings(max_examples=60)
@given(st.lists(st.tuples(st.integers(0, 10_500), st.integers(0, 255)), min_size=1, max_size=30))
def test_any_damage_is_answered(damage: list[tuple[int, int]]) -> None:
    data = bytearray(own())
    for place, byte in damage:
        data[place % len(data)] = byte
    assert all(problem.sentence for problem in examine(bytes(data), REPORT))


@settings(max_examples=80)
@given(
    st.lists(
        st.sampled_from(
            [
                "{{",
                "}}",
                "{%",
                "%}",
                "{#",
                "{%p ",
                "{%tr ",
                "for m in measures",
                "if ",
                "endfor",
                "else",
                "agency",
                ".name",
                "|first",
                "[0]",
                "(",
                ")",
                "'",
                " ",
                "m",
                "vm",
                "loop",
                "{_{",
                "set x =",
                "macro f(a)",
                "*",
                "9",
            ]
        ),
        max_size=14,
    ).map("".join)
)
def test_any_tag_is_answered(words: str) -> None:
    assert all(problem.sentence for problem in examine(with_paragraph(words), REPORT))


# --- the tags -------------------------------------------------------------------------------------------------------------
TAGS: dict[str, tuple[tuple[str, ...], str, str]] = {
    "one bracket too few": (("ชื่อ {{ agency }",), "template_brackets", "ชื่อ {{ agency }"),
    "brackets apart": (("ชื่อ { { agency } }",), "template_brackets", "{ {"),
    "a loop left open": (("{%p for measure in measures %}", "a"), "template_open", "endfor"),
    "closed, never opened": (("{%p endif %}",), "template_close", "endif"),
    "closed crosswise": (("{%p for m in measures %}", "{%p endif %}", "{%p endfor %}"), "template_close", "endif"),
    "else without if": (("{% else %}",), "template_close", "else"),
    "no such tag": (("{% ถ้า agency %}",), "template_tag", "ถ้า agency"),
    "no such statement": (("{% include 'a' %}",), "template_forbidden", "include"),
    "no such filter": (("{{ agency|format_map }}",), "template_filter", "format_map"),
    "what is typed as markup": (("{{ agency|safe }}",), "template_filter", "safe"),
    "a function of Jinja": (("{% for n in range(9) %}{{ n }}{% endfor %}",), "template_field", "range"),
    "no such field": (("หน่วยงาน {{ agencyy }}",), "template_field", "หมายถึง agency หรือไม่"),
    "no such field behind a dot": (("{{ words.council_name }}",), "template_field", "words.council_name"),
    "no such field in a loop": (
        ("{%p for m in measures %}", "{{ m.nam }}", "{%p endfor %}"),
        "template_field",
        "“{{ m.nam }}” ไม่รู้จักช่อง m.nam หมายถึง name หรือไม่",
    ),
    "no such field in a loop in a loop": (
        ("{%p for m in measures %}", "{%p for p in m.practices %}", "{{ p.words }}", "{%p endfor %}", "{%p endfor %}"),
        "template_field",
        "p.words",
    ),
    "no such field of a picked row": (("{{ (results|first).outcomes }}",), "template_field", "results.outcomes"),
    "no such field by brackets": (("{{ measures[0]['titel'] }}",), "template_field", "titel"),
    "no such field in a branch never taken": (
        ("{% if not agency %}{{ mayor.title }}{% endif %}",),
        "template_field",
        "mayor",
    ),
    "a name of the loop outside of it": (
        ("{%p for m in measures %}", "{%p endfor %}", "{{ m.name }}"),
        "template_field",
        "ไม่รู้จักช่อง m",
    ),
    "a list printed": (("{{ measures }}",), "template_value", "{{ measures }}"),
    "the inside of Python": (("{{ agency.__class__ }}",), "template_forbidden", "__class__"),
    "the inside of a method": (("{{ agency.strip.__globals__ }}",), "template_forbidden", "__globals__"),
    "growing by repetition": (("{{ 'a' * 10 ** 9 }}",), "template_forbidden", "10"),
    "a row cut": (("{%p for m in measures %}{{ m.name }}", "{% endfor %}"), "template_cuts", ""),
}


@pytest.mark.parametrize("name", TAGS)
def test_a_tag_is_refused_with_its_paragraph(name: str) -> None:
    words, code, said = TAGS[name]
    problems = found(with_paragraph(*words))
    assert [each for each, _ in problems] == [code], problems
    assert said in problems[0][1]


def test_several_problems_are_told_at_once() -> None:
    assert codes(with_paragraph("{{ agencyy }}", "{{ fiscal }}", "{{ agency }}")) == ["template_field"] * 2
    assert codes(with_paragraph("{{ a", "b }}")) == ["template_brackets"] * 2


@pytest.mark.parametrize(
    "words",
    [
        ("{{ agency }} ปี {{ fiscal_year }}",),
        ("{% if nothing_of_the_kind is defined %}x{% endif %}",),
        ("{%p for m in measures %}", "{{ loop.index }} {{ m.name|trim }} {{ m.practices|length }}", "{%p endfor %}"),
        ("{% set first = measures|first %}{{ first.name }}",),
        ("{% for pair in measures|batch(2) %}{% for m in pair %}{{ m.owner }} {% endfor %}{% endfor %}",),
        ("{% for name, part in words.items() %}{{ name }} {{ part }}{% endfor %}",),
        ("{{ ita_item or '-' }} {{ agency if agency else '-' }} {{ agency.strip() }}",),
        ("{_{ agency }_} พิมพ์วงเล็บ",),
        ("{# ข้อความถึงผู้แก้แม่แบบ #}",),
    ],
)
def test_what_the_language_has_is_taken(words: tuple[str, ...]) -> None:
    assert found(with_paragraph(*words)) == []


def test_tags_in_the_properties_are_looked_at_as_well() -> None:
    def titled(data: bytes) -> bytes:
        return re.sub(rb"<dc:title>.*?</dc:title>|<dc:title/>", b"<dc:title>{{ agencyy }}</dc:title>", data)

    problems = found(changed({"docProps/core.xml": titled}))
    assert [code for code, _ in problems] == ["template_field"]


def test_a_table_that_slips_is_refused() -> None:
    def wider(data: bytes) -> bytes:
        return re.sub(rb"<w:gridCol [^>]*/>(?=</w:tblGrid>)", b"", data, count=1)

    assert codes(changed({"word/document.xml": wider})) == ["template_table"]


def test_the_word_draft_cannot_be_left_out() -> None:
    hidden = {
        name: lambda data: data.replace(b"{{ marks }}", b"")
        for name in ZipFile(BytesIO(own())).namelist()
        if "header" in name
    }
    assert codes(changed(hidden)) == ["template_marks"]


# --- data are never tags ----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("name", sorted(KINDS.keys() - {"count_summary"}))
def test_what_looks_like_a_tag_in_the_data_stays_text(name: str) -> None:
    kind = KINDS[name]
    pictures = Pictures()
    full, _ = kind.edges()
    made = CompiledTemplate(name, own(name), "arabic").render(kind.fields(full, pictures), pictures)
    text = "\n".join(words for _, words in text_of(made))
    assert TYPED in text
    assert "49" not in text.replace(TYPED, "")

"""Templates compiled once: the tag language as docxtpl has it, and what no template or value may do."""

import subprocess
import sys
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from docx import Document
from docx.oxml.ns import qn
from docx.shared import Cm
from docxtpl import DocxTemplate

from bot.documents.compiled import BrokenTemplate, CompiledTemplate, plain, sandbox, template
from bot.documents.measure_report import fields
from bot.documents.pictures import Pictures
from bot.documents.reading import text_of
from bot.documents.text import clean

from .samples import empty_report, full_report, jpeg, long_report
from .structure import cells, faults, opened, part


def made(*paragraphs: str, rows: list[list[str]] | None = None, header: str = "", title: str = "") -> bytes:
    """A template as somebody would type it."""
    document = Document()
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    if rows:
        table = document.add_table(len(rows), max(map(len, rows)))
        for number, row in enumerate(rows):
            for column, text in enumerate(row):
                table.cell(number, column).text = text
    if header:
        document.sections[0].header.paragraphs[0].text = header
    document.core_properties.title = title
    buffer = BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def rendered(source: bytes, digits: str | None = None, **values: object) -> bytes:
    return CompiledTemplate("test.docx", source, digits).render(values)  # type: ignore[arg-type]


def with_docxtpl(source: bytes, **values: object) -> bytes:
    document = DocxTemplate(BytesIO(source))
    document.render({name: plain(value) for name, value in values.items()}, sandbox(None), autoescape=True)
    buffer = BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def paragraphs(data: bytes) -> list[str]:
    return [paragraph.text for paragraph in opened(data).paragraphs]


THAI = str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")
PEOPLE = [
    {"name": "ก & ข", "sums": [1, 2, 3], "colour": "FF0000", "none": None},
    {"name": "<ค>", "sums": [4, 5, 6], "colour": "00FF00", "none": None},
]
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


@pytest.mark.parametrize(
    "source",
    [
        made("{{ people[0].name }} และ {{ people[1].name }}"),
        made("{%p for person in people %}", "{{ loop.index }} {{ person.name }}", "{%p endfor %}", "end"),
        made("{%p if people|length > 1 %}", "many", "{%p else %}", "few", "{%p endif %}"),
        made("{% for person in people %}{{ person.name }}{% if not loop.last %}, {% endif %}{% endfor %}"),
        made("{_{ people }_} {_% if %_}"),
        made('{{ “quoted” }} {{ people[0]["name"] }}', header="{{ people|length }} {{ people[0].name }}"),
        made("{# not shown #}shown"),
        made("a {%- if people %} b {%- endif %}", "c"),
        made(
            rows=[
                ["name", "sum"],
                ["{%tr for person in people %}", ""],
                ["{{ person.name }}", "{{ person.sums[0] }}"],
                ["{%tr endfor %}", ""],
            ]
        ),
        made(rows=[["{%tc for n in people[0].sums %}", "{{ n }}", "{%tc endfor %}"], ["x", "y", "z"]]),
        made(
            rows=[
                ["{%tr for person in people %}", ""],
                ["{% vm %}all", "{{ person.name }}"],
                ["{%tr endfor %}", ""],
            ]
        ),
        made(rows=[["{%tc for n in people[0].sums %}", "{% hm %}title", "{%tc endfor %}"], ["1", "2", "3"]]),
        made(rows=[["{% colspan people|length %}wide", ""], ["1", "2"]]),
        made("{%p for person in people %}", "{{ person.name }}", "{%p for n in person.sums %}", "{{ n }}", "{%p endfor %}",
             "{%p endfor %}"),
        made("{%p for person in people %}", "{{ person.name }}:{% for n in person.sums %} {{ n }}{% endfor %}",
             "{%p endfor %}"),
        made(rows=[["{%tr if people|length > 5 %}", ""], ["a", "b"], ["{%tr elif people %}", ""], ["c", "d"],
                   ["{%tr endif %}", ""]]),
        made(rows=[["{%tr for person in people %}", ""], ["{{ person.name }}", ""], ["{%tr for n in person.sums %}", ""],
                   ["{{ n }}", "{{ loop.index }}/{{ loop.length }}"], ["{%tr endfor %}", ""], ["{%tr endfor %}", ""]]),
        made(rows=[["{%tr for person in people %}", ""], ["{% cellbg person.colour %}{{ person.name }}", "x"],
                   ["{%tr endfor %}", ""]]),
        made("{#p gone #}", "stays", rows=[["{#tr gone #}", ""], ["stays", "b"]]),
        made("one {%- if people %}", "two", "{%- endif %} three"),
        made("{% set n = people|length %}{{ n + 1 }} {{ people[0].sums|join(', ') }} {{ people[0].name|upper }}"),
        made("{% if people is defined and not people[0].none %}{{ people[0].none|default('-', true) }}{% endif %}"),
        made("{% raw %}{{ x }}{% endraw %} {% macro twice(text) %}{{ text }}{{ text }}{% endmacro %}{{ twice('a') }}"),
    ],
)  # fmt: skip
def test_it_prints_what_docxtpl_prints(source: bytes) -> None:
    ours, theirs = rendered(source, people=PEOPLE), with_docxtpl(source, people=PEOPLE)
    assert text_of(ours) == text_of(theirs)
    for mine, other in zip(opened(ours).tables, opened(theirs).tables, strict=True):
        assert cells(mine) == cells(other)
    assert looks(ours) == looks(theirs)


def looks(document: bytes) -> list[list[tuple[str, str]]]:
    """Shading, spans and merges of every cell."""
    names = {f"{{{W}}}{name}" for name in ("shd", "gridSpan", "vMerge")}
    return [
        sorted((each.tag, str(sorted(each.items()))) for each in cell.iter(*names))
        for cell in opened(document).element.iter(f"{{{W}}}tc")
    ]


@pytest.mark.parametrize("report", [full_report(), empty_report(), long_report()], ids=["full", "empty", "long"])
def test_the_measure_report_reads_as_docxtpl_renders_it(report) -> None:
    source = Path("templates/documents/measure_report.docx").read_bytes()
    values = fields(report, Pictures())
    assert text_of(rendered(source, **values)) == text_of(with_docxtpl(source, **values))


def test_a_cell_merges_with_the_one_above_unless_its_field_holds_something() -> None:
    source = made(
        rows=[
            ["{%tr for row in rows %}", ""],
            ["{% vm row.group %}{{ row.group }}", "{{ row.name }}"],
            ["{%tr endfor %}", ""],
        ]
    )
    rows = [{"group": group, "name": name} for group, name in (("ก", "1"), ("", "2"), ("ข", "3"), ("", "4"))]
    data = rendered(source, rows=rows)
    assert cells(opened(data).tables[0]) == [["ก", "1"], ["ก", "2"], ["ข", "3"], ["ข", "4"]]
    assert faults(data) == []


def test_a_total_stays_with_the_row_or_paragraph_above_it() -> None:
    source = made(
        "{%p for group in groups %}",
        "{{ group }}",
        "{%p endfor %}",
        "{% above %}all groups",
        rows=[
            ["{%tr for row in rows %}", ""],
            ["{{ row }}", "1"],
            ["{%tr endfor %}", ""],
            ["{% above %}sum", "2"],
            ["{% above %}all", "3"],
        ],
    )
    for rows in (["a", "b"], []):
        read = opened(rendered(source, rows=rows, groups=["x", "y"]))
        table = read.tables[0]
        assert [row.cells[0].text for row in table.rows] == [*rows, "sum", "all"]
        kept = [all(p.paragraph_format.keep_with_next for c in row.cells for p in c.paragraphs) for row in table.rows]
        assert kept == [*[False] * (len(rows) - 1), *[True] * len(rows[:1]), True, False]
        groups = {p.text: bool(p.paragraph_format.keep_with_next) for p in read.paragraphs if p.text}
        assert groups == {"x": False, "y": True, "all groups": not rows}


def test_what_a_row_says_about_keeping_is_overruled_by_the_total_under_it() -> None:
    document = Document()
    table = document.add_table(2, 1)
    table.cell(0, 0).text, table.cell(1, 0).text = "row", "{% above %}sum"
    table.cell(0, 0).paragraphs[0].paragraph_format.keep_with_next = False
    buffer = BytesIO()
    document.save(buffer)
    above = opened(rendered(buffer.getvalue())).tables[0].cell(0, 0).paragraphs[0]._p.pPr
    assert [kept.val for kept in above.findall(qn("w:keepNext"))] == [True]


@pytest.mark.parametrize("years", [[2569], [2566, 2567, 2568, 2569, 2570]])
def test_columns_that_depend_on_the_values_have_their_cells_width(years: list[int]) -> None:
    document = Document()
    table = document.add_table(2, 4)
    texts = [
        ["item", "{% colspan years|length %}years", "", ""],
        ["name", "{%tc for year in years %}", "{{ year }}", "{%tc endfor %}"],
    ]
    for row, given in zip(table.rows, texts, strict=True):
        for cell, text, width in zip(row.cells, given, (4, 1, 2, 1), strict=True):
            cell.text, cell.width = text, Cm(width)
    table.rows[0]._tr.remove(table.rows[0]._tr.tc_lst[3])
    table.rows[0]._tr.remove(table.rows[0]._tr.tc_lst[2])
    buffer = BytesIO()
    document.save(buffer)
    data = rendered(buffer.getvalue(), "thai", years=years)
    made_table = opened(data).tables[0]
    assert cells(made_table)[1] == ["name", *(str(year).translate(THAI) for year in years)]
    assert [round(column.width.cm) for column in made_table.columns] == [4, *[2] * len(years)]
    assert faults(data) == []


def test_a_tag_may_be_split_over_runs() -> None:
    document = Document()
    paragraph = document.add_paragraph()
    for piece in ("{", "{ na", "me", " }", "}"):
        paragraph.add_run(piece).bold = len(piece) > 1
    buffer = BytesIO()
    document.save(buffer)
    assert paragraphs(rendered(buffer.getvalue(), name="ชื่อ")) == ["ชื่อ"]


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("การเงิน & พัสดุ ผล < ๕๐ > ๔๐", "การเงิน & พัสดุ ผล < ๕๐ > ๔๐"),
        ("</w:t></w:r></w:p><w:p>", "</w:t></w:r></w:p><w:p>"),
        ("{{ 7*7 }} {% if %} {_{ {# #}", "{{ 7*7 }} {% if %} {_{ {# #}"),
        ("a\x00b\x0bc\x1fd\ufffee\uffff", "abcde"),
        ("ก\ud83dข\udc00ค", "กขค"),
        ("one\r\ntwo\rthree\u2028four\tfive", "one\ntwo\nthree\nfour\tfive"),
        ("👩‍👩‍👧 \u200b\ufeff “”", "👩‍👩‍👧 \u200b\ufeff “”"),
        ("  spaces  ", "  spaces  "),
        ("ก" * 5000, "ก" * 5000),
        ("ยาวมาก " * 20_000, "ยาวมาก " * 20_000),
        ("\"'", "\"'"),
        ("", ""),
    ],
)
def test_whatever_is_typed_is_text(typed: str, read: str) -> None:
    data = rendered(made("{{ typed }}", header="{{ typed }}", title="{{ typed }}"), typed=typed)
    assert paragraphs(data) == [read]
    assert opened(data).sections[0].header.paragraphs[0].text == read
    title = " ".join(clean(typed).split()) if {"\n", "\t"} & set(read) else read
    assert opened(data).core_properties.title == title
    assert faults(data, typed=(typed,)) == []


def test_digits_are_of_one_kind_in_values_and_in_the_template_itself() -> None:
    source = made("มาตรา 9 ข้อ ๓ {{ number }} {{ text }} O43 http://a.th/2569", header="หน้า 1 {{ number }}")
    thai = rendered(source, "thai", number=25, text="ปี 2569")
    assert paragraphs(thai) == ["มาตรา ๙ ข้อ ๓ ๒๕ ปี ๒๕๖๙ O43 http://a.th/2569"]
    assert opened(thai).sections[0].header.paragraphs[0].text == "หน้า ๑ ๒๕"
    arabic = rendered(source, "arabic", number=25, text="ปี ๒๕๖๙")
    assert paragraphs(arabic) == ["มาตรา 9 ข้อ 3 25 ปี 2569 O43 http://a.th/2569"]


def test_the_same_data_gives_the_same_bytes() -> None:
    source = made("{{ name }}")
    first, again = CompiledTemplate("a", source), CompiledTemplate("a", source)
    assert first.render({"name": "ก"}) == first.render({"name": "ก"}) == again.render({"name": "ก"})
    assert first.render({"name": "ก"}) != first.render({"name": "ข"})


def test_a_part_without_tags_is_kept_as_it_is() -> None:
    source = made("{{ name }}")
    assert part(rendered(source, name="ก"), "word/styles.xml") == part(source, "word/styles.xml")


class TestBrokenTemplates:
    def test_a_misspelt_name_is_told_with_its_paragraph_and_tag(self) -> None:
        source = CompiledTemplate("รายงาน.docx", made("first", "เรียน {{ name }} จาก {{ agensy }}", "last"))
        with pytest.raises(BrokenTemplate) as caught:
            source.render({"name": "ก", "agency": "ข"})
        broken = caught.value
        assert (broken.template, broken.part) == ("รายงาน.docx", "word/document.xml")
        assert (broken.paragraph, broken.tag) == ("เรียน {{ name }} จาก {{ agensy }}", "{{ agensy }}")
        assert "agensy" in str(broken)

    def test_a_misspelt_field_of_a_row(self) -> None:
        with pytest.raises(BrokenTemplate) as caught:
            rendered(made("{%p for p in people %}", "{{ p.nmae }}", "{%p endfor %}"), people=PEOPLE)
        assert caught.value.tag == "{{ p.nmae }}"

    @pytest.mark.parametrize(
        ("wrong", "tag"),
        [("ก {{ name", "{{ name"), ("ก {% iff name %}", "{% iff name %}"), ("ก {{ name|shout }}", "{{ name|shout }}")],
    )
    def test_wrong_grammar_is_told_when_compiled(self, wrong: str, tag: str) -> None:
        with pytest.raises(BrokenTemplate) as caught:
            CompiledTemplate("a.docx", made("first", wrong))
        assert caught.value.paragraph == wrong
        assert caught.value.tag == tag

    def test_a_tag_that_cuts_a_row(self) -> None:
        source = made(rows=[["{%tr if not people %}", ""], ["ก{% endif %}", "ข"]])
        with pytest.raises(BrokenTemplate, match="cuts a row or a paragraph"):
            rendered(source, people=PEOPLE)

    def test_a_list_cannot_be_printed(self) -> None:
        with pytest.raises(BrokenTemplate, match="a list cannot be printed"):
            rendered(made("{{ people }}"), people=PEOPLE)

    def test_header_and_properties_are_named(self) -> None:
        with pytest.raises(BrokenTemplate) as caught:
            rendered(made(header="{{ x }}"))
        assert caught.value.part.startswith("word/header")
        with pytest.raises(BrokenTemplate) as caught:
            rendered(made(title="{{ x }}"))
        assert caught.value.part == "docProps/core.xml"


@pytest.mark.parametrize(
    "attack",
    [
        "{{ ''.__class__.__mro__[1].__subclasses__() }}",
        "{{ name.__class__ }}",
        "{{ self.__init__.__globals__ }}",
        "{{ cycler.__init__.__globals__.os.popen('id').read() }}",
        "{{ lipsum.__globals__ }}",
        "{% for x in range(10) %}{% endfor %}",
        "{{ 'a' * 1000000000 }}",
        "{{ 10 ** 10000000 }}",
        "{{ '%1000000000d' % 1 }}",
        "{{ name|safe }}",
        "{{ name|center(1000000000) }}",
        "{{ '{0.__class__}'.format(name) }}",
        "{% set x = people.append(1) %}",
        "{{ people[0].update(name='x') }}",
        "{% include '/etc/passwd' %}",
    ],
)
def test_a_template_can_do_nothing_but_print(attack: str) -> None:
    for source in (made(attack), made(header=attack), made(title=attack)):
        with pytest.raises(BrokenTemplate):
            rendered(source, name="ชื่อ", people=PEOPLE)


@dataclass
class Person:
    name: str
    born: object = None

    def delete(self) -> str:
        raise AssertionError


def test_dataclasses_become_plain() -> None:
    assert plain([Person("ก")]) == [{"name": "ก", "born": None}]
    assert paragraphs(rendered(made("{{ person.name }}{{ person.born }}"), person=Person("ก"))) == ["ก"]
    with pytest.raises(BrokenTemplate):
        rendered(made("{{ person.delete() }}"), person=Person("ก"))


@pytest.mark.parametrize("value", [object(), 1.5, date(2026, 1, 1), {1, 2}, b"x", print])
def test_nothing_else_gets_in(value: object) -> None:
    with pytest.raises(TypeError):
        rendered(made("x"), value=value)


def test_a_field_may_be_called_as_a_method_is() -> None:
    assert paragraphs(rendered(made("{{ row.items }} {{ row.count }}"), row={"items": "ก", "count": 3})) == ["ก 3"]


class TestPictures:
    def test_a_picture_is_drawn_with_its_words_and_kept_once(self) -> None:
        pictures = Pictures()
        photo = jpeg(800, 400)
        run = pictures.add(photo, width=800, height=400, box_cm=(8, 6), alt='ป้าย "ก & ข"\n<หน้า>\x00')
        again = pictures.add(photo, width=400, height=800, box_cm=(8, 6), alt="")
        data = CompiledTemplate("a", made("{{r run }}", "{{r again }}")).render({"run": run, "again": again}, pictures)
        shapes = opened(data).inline_shapes
        assert [(shape.width.cm, shape.height.cm) for shape in shapes] == [(8, 4), (3, 6)]
        first, second = (shape._inline.docPr for shape in shapes)
        assert first.get("descr") == 'ป้าย "ก & ข" <หน้า>'
        assert first.get("id") != second.get("id")
        assert part(data, "word/media/photo1.jpeg") == photo
        assert [item.partname for item in opened(data).part.package.image_parts] == ["/word/media/photo1.jpeg"]

    def test_no_picture_no_trace(self) -> None:
        data = CompiledTemplate("a", made("{{r run }}x")).render({"run": ""}, Pictures())
        assert paragraphs(data) == ["x"]
        assert b"media" not in part(data, "word/_rels/document.xml.rels")


def test_what_only_compiling_needs_is_not_loaded_before() -> None:
    code = (
        "import sys, bot.documents.measure_report, bot.photos;"
        "print({'docxtpl', 'docx', 'PIL', 'pillow_heif'} & {*sys.modules})"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "set()\n"


def test_a_template_of_the_product_is_compiled_once() -> None:
    assert template("measure_report", "thai") is template("measure_report", "thai")

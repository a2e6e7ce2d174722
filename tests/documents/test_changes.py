"""What reads differently in two versions is told place by place."""

from dataclasses import replace
from datetime import date

from bot.documents import measure_report
from bot.documents.changes import changes
from documents.samples import full_report


def made(**values) -> bytes:
    return measure_report.render(replace(full_report(), **values))


def test_the_same_data_read_the_same_in_every_version():
    assert changes(made(), made(version=4, prepared_on=date(2026, 4, 2)), ["๒ เมษายน ๒๕๖๙", "๓ เมษายน ๒๕๖๙"]) == []


def test_what_was_changed_added_or_taken_out_is_told_with_its_place():
    report = full_report()
    first, *others = report.results
    mended = replace(first, output="อบรม ๓๐ คน")
    (told,) = changes(made(), made(results=(mended, *others)))
    assert told.startswith("ตารางที่ 2 แถว “๒. มาตรการรับฟังและตอบเรื่องร้องเรียน” ช่อง “ผลผลิต”: ")
    assert "อบรม ๓๐ คน" in told
    assert " เป็น " in told


def test_of_long_texts_only_what_is_different_is_shown():
    long = "ก" * 300
    report = full_report()
    first, *others = report.results
    versions = [made(results=(replace(first, output=f"{long}{words}{long}"), *others)) for words in ("หนึ่ง", "สอง")]
    (told,) = changes(*versions)
    assert "หนึ่ง" in told
    assert "สอง" in told
    assert len(told) < 200

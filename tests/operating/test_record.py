"""A chat session written as a story, played again: the same interactions, the same documents."""

import asyncio
import re
import shutil
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner
from combinations import EVERY
from sqlalchemy import select

from bot.cli import main
from bot.documents.reading import text_of
from bot.domain.fiscal import BANGKOK
from bot.play import CODE, Played, Stage, play_file
from bot.record import record
from storage import tables

STORIES = Path(__file__).parents[1] / "stories"


TOLD = ("add_project_as_officer", "measures", "people_invited", "record_result", "report_sent_back", "two_at_once")
"""Among them everything a step can be."""


def of_the_sample() -> list[Path]:
    """All but the one that sends an approved document back: in another session it has another code."""
    every = [path for path in sorted(STORIES.glob("*.yaml")) if "agency: sample" in path.read_text("utf-8")]
    every = [path for path in every if "{document}" not in path.read_text("utf-8")]
    stories = every if EVERY else [path for path in every if path.stem in TOLD]
    assert len(stories) >= len(TOLD)
    return stories


async def session(story: Path, folder: Path) -> tuple[Played, Path]:
    """Play a story and record what was said."""
    told = yaml.safe_load(story.read_text("utf-8"))
    async with Stage.of(told, folder / "var", story.parent) as stage:
        played = await stage.play(told["steps"])
        made = await record(stage.product.database, stage.product.files, folder / "again.yaml")
    assert made.left_out == []
    return played, folder / "again.yaml"


def answers(played: Played) -> list[str]:
    """What was answered, whoever looked first; every invitation has a code of its own."""
    return sorted(
        re.sub(rf"^ +(→ .+?: )?|{CODE.pattern}", "", line) for line in played.lines if line.startswith("    ")
    )


def documents(played: Played) -> dict[str, bytes | list[str]]:
    """The files that were sent; what was approved carries a code of its own."""
    return {
        name: [text for _, text in text_of(content) if "รหัสตรวจสอบ" not in text] if "ฉบับที่" in name else content
        for name, content in played.documents.items()
    }


@pytest.mark.parametrize("story", of_the_sample(), ids=lambda path: path.stem)
async def test_a_recording_plays_like_what_was_recorded(story, tmp_path):
    played, again = await session(story, tmp_path)
    repeated = await play_file(again)
    assert repeated.interactions == played.interactions
    assert documents(repeated) == documents(played)
    assert answers(repeated) == answers(played)


async def test_a_recording_fails_when_the_product_says_something_else(tmp_path):
    _, again = await session(STORIES / "record_result.yaml", tmp_path)
    story = yaml.safe_load(again.read_text("utf-8"))
    assert all(step["see"] for step in story["steps"])
    story["steps"][-1]["see"] = ["ดวงจันทร์"]
    again.write_text(yaml.safe_dump(story, allow_unicode=True), "utf-8")
    told = await asyncio.to_thread(CliRunner().invoke, main, ["play", "--quiet", str(again)])
    assert told.exit_code == 1
    assert f"step {len(story['steps'])} " in told.output


async def test_the_clock_of_the_chat_is_recorded(world, tmp_path):
    officer = world.people()["officer"]
    await world.local.store_text(officer, world.key(), "เมนู")
    await world.service.settled()
    world.clock.at += timedelta(minutes=1)
    later = world.clock.now() + timedelta(days=30)
    await world.local.move_clock(later)
    world.clock.at += timedelta(minutes=1)
    await world.local.store_text(officer, world.key(), "เมนู")
    await world.service.settled()
    world.clock.at += timedelta(minutes=1)
    await world.local.move_clock(None)
    made = await record(world.database, world.product.files, tmp_path / "story.yaml")
    assert made.story["today"] == "2026-11-20T09:00"
    told = [step.get("clock", step.get("say")) for step in made.story["steps"]]
    assert told == ["เมนู", "2026-12-20T09:01", "เมนู", "2026-11-20T09:03"]


async def test_a_session_with_data_of_an_earlier_year_begins_in_it(world, tmp_path):
    world.clock.at = datetime(2027, 11, 5, 9, tzinfo=BANGKOK)
    await world.say(world.people()["officer"], "เมนู")
    made = await record(world.database, world.product.files, tmp_path / "story.yaml")
    assert made.story["today"] == "2027-09-30T09:00"
    assert made.story["steps"][0]["clock"] == "2027-11-05T09:00"


async def test_an_older_button_is_told_by_the_words_around_it(world, tmp_path):
    owner = world.people()["plan_owner"]
    await world.tap(owner, "o.record_result.1.2570-1")
    old = world.button(owner, "=in_progress")
    await world.tap(owner, "o.record_result.2.2570-1")
    await world.tap(owner, old.token)
    made = await record(world.database, world.product.files, tmp_path / "story.yaml")
    step = made.story["steps"][-1]
    assert (step["tap"], bool(step["under"])) == (old.label, True)


async def test_what_a_story_cannot_repeat_is_said(world, tmp_path):
    officer = world.people()["officer"]
    await world.tap(officer, "1.abcdefgh.3.save")
    await world.local.store_media(officer, world.key(), "", "film.jpg", "image/jpeg", None, "file_too_big")
    await world.service.settled()
    made = await record(world.database, world.product.files, tmp_path / "story.yaml")
    assert [what.partition(",")[0] for what in made.left_out] == ["the tap on 'ปุ่ม'", "the file 'film.jpg'"]
    assert made.story["steps"] == []


def test_nothing_said_is_told_in_a_sentence(tmp_path, fresh_sqlite):
    shutil.copy(fresh_sqlite, tmp_path / "sujarit.db")
    environment = {"SUJARIT_DATA_DIR": str(tmp_path), "DATABASE_URL": ""}
    told = CliRunner().invoke(main, ["play", "--record", str(tmp_path / "story.yaml")], env=environment)
    assert (told.exit_code, told.output) == (1, "Error: Nothing was said in the local chat yet.\n")
    both = CliRunner().invoke(main, ["play"])
    assert both.exit_code == 2


async def test_the_command_writes_the_story_and_its_photos(tmp_path):
    await session(STORIES / "record_result.yaml", tmp_path)
    environment = {"SUJARIT_DATA_DIR": str(tmp_path / "var"), "DATABASE_URL": ""}
    story = tmp_path / "mine.yaml"
    told = await asyncio.to_thread(CliRunner().invoke, main, ["play", "--record", str(story)], env=environment)
    assert told.exit_code == 0, told.output
    steps = yaml.safe_load(story.read_text("utf-8"))["steps"]
    sent = [name for step in steps for name in step.get("send", ())]
    assert told.output.startswith(f"{story}: {len(steps)} steps, {len(sent)} files.")
    assert all((tmp_path / name).stat().st_size for name in sent)


def test_recorded_rows_are_the_sample_agencys_only(world):
    """Nothing of a real agency can get into a story: there is no sample, there is no recording."""
    world.do(tables.agency.update().values(sample=False))
    from bot.record import recorded

    assert world.database.read_now(recorded, "x").story == {}
    assert world.one(select(tables.agency.c.id)) is not None

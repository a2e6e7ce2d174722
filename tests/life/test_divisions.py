"""Divisions: renamed, joined, removed; nothing that named one is left behind."""

import pytest
from sqlalchemy import select, update

from bot import commands
from bot.domain.divisions import DropDivision, SaveDivision
from bot.domain.parts import stamp
from bot.facts.scope import Scope
from bot.problems import Problem
from storage import divisions
from storage import tables as t
from storage.people import acting


def order(world, command):
    def run(connection):
        scope = Scope(connection, acting(connection, world.people()["plan_owner"]), world.clock.now())
        return commands.run(command, commands.From(scope, "local", "1", []))

    return world.database.write_now(run)


def named(world, name: str):
    return next(one for one in world.database.read_now(divisions.of_agency, 1) if one.name == name)


def test_a_renamed_division_is_called_so_in_measures_too(world):
    before = named(world, "กองช่าง")
    saved = order(world, SaveDivision(before.id, "กองช่างและผังเมือง", " ๐ 2345  6789", stamp((before.name, ""))))
    assert saved.division.telephone == "๐ 2345 6789" and not saved.new
    printed = world.rows(select(t.measure.c.owner).where(t.measure.c.division_id == before.id))
    assert {row.owner for row in printed} == {"กองช่างและผังเมือง"}
    with pytest.raises(Problem) as problem:  # seen before the change
        order(world, SaveDivision(before.id, "กองอื่น", "", stamp((before.name, ""))))
    assert problem.value.code == "changed_meanwhile"


def test_whatever_names_a_division_goes_over_to_another(world):
    gone, into = named(world, "สำนักปลัด"), named(world, "กองการศึกษา")
    item = t.plan_item.c.division_id == gone.id
    world.database.write_now(lambda c: c.execute(update(t.plan_item).where(item).values(deleted_at=world.clock.now())))
    dropped = order(world, DropDivision(gone.id, into.id))
    assert dropped.division.items == 0 and dropped.division.used
    for column in divisions.NAMING:
        assert not world.rows(select(column).where(column == gone.id)), column
    after = named(world, into.name)
    assert (after.people, after.measures) == (into.people + gone.people, into.measures + gone.measures)
    assert not world.rows(select(t.measure).where(t.measure.c.owner == gone.name))


def test_a_division_in_use_and_the_last_one_stay(world):
    used = named(world, "สำนักปลัด")
    new = order(world, SaveDivision(None, "กองสาธารณสุข", "")).division
    for command, code in (
        (DropDivision(used.id), "division_used"),
        (DropDivision(used.id, used.id), "division_used"),
        (SaveDivision(None, "กอง สาธารณสุข", ""), "division_there"),
        (SaveDivision(None, "...", ""), "agency_division"),
    ):
        with pytest.raises(Problem) as problem:
            order(world, command)
        assert problem.value.code == code
    order(world, DropDivision(new.id))
    others = [one.id for one in world.database.read_now(divisions.of_agency, 1) if one.id != used.id]
    for other in others:
        order(world, DropDivision(other, used.id))
    with pytest.raises(Problem) as problem:
        order(world, DropDivision(used.id))
    assert problem.value.code == "division_last"

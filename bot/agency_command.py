"""`sujarit agency`: what the operator does with agencies from the command line."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING, Any, Final

import click

from bot.domain.agency import CHAINS, KINDS, Agency
from bot.domain.codes import VALID, spell
from bot.problems import Problem
from bot.settings import Settings, read_settings

if TYPE_CHECKING:
    from bot.agencies import Draft, Invited, Overview
    from storage.database import Database

SAMPLE: Final = "ตัวอย่าง"
DIGITS: Final = {"thai": "เลขไทย", "arabic": "เลขอารบิก"}


class KindOfAgency(click.ParamType[str]):
    """A kind of local government by its name, its abbreviation or its code."""

    name = "kind"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The code."""
        from bot.agencies import kind_called

        code = kind_called(value)
        if code is None:
            known = ", ".join(f"{kind.short} ({kind.code})" for kind in KINDS.values())
            self.fail(f"{value!r} is no kind of agency; these are: {known}", param, ctx)
        return code


KIND: Final = KindOfAgency()
NUMBER: Final = click.argument("number", type=int)
WHERE: Final = {"tambon": "Tambon (ตำบล)", "district": "District (อำเภอ)", "province": "Province (จังหวัด)"}


@click.group()
def agency() -> None:
    """Make, look at, mend and remove agencies."""


@agency.command("new")
@click.option("--name", help="Full name, abbreviated, or the proper name alone.")
@click.option("--kind", type=KIND, help="อบต., ทต., ทม., ทน., อบจ. …; asked for when the name does not say it.")
@click.option("--tambon", help=WHERE["tambon"])
@click.option("--district", help=WHERE["district"])
@click.option("--province", help=WHERE["province"])
@click.option("--division", "divisions", multiple=True, help="A division (สำนัก, กอง); once for each.")
@click.option("--owner", help="Name of the first plan owner.")
@click.option("--position", help="Position of the first plan owner.")
@click.option("--yes", is_flag=True, help="Make it without asking.")
def agency_new(
    name: str | None,
    kind: str | None,
    tambon: str | None,
    district: str | None,
    province: str | None,
    divisions: tuple[str, ...],
    owner: str | None,
    position: str | None,
    yes: bool,
) -> None:
    """Make a real agency. It has the plan of the current period; the code of its first plan owner is printed."""
    from bot import agencies
    from bot.clock import SystemClock
    from bot.domain.agency_form import line

    may_lack: dict[str, Any] = {"default": "", "show_default": False}
    now = SystemClock().now()
    with migrated_database() as database:
        if name is None:
            name = _asked("Name (ชื่อหน่วยงาน เช่น อบต.นาทดลอง)", partial(line, "name"))
        if (kind := kind or agencies.kind_in(name)) is None:
            kind = click.prompt(f"Kind (ชนิด: {' '.join(each.short for each in KINDS.values())})", type=KIND)
        if tambon is None:
            tambon = "" if yes else click.prompt(WHERE["tambon"], **may_lack)
        if district is None:
            district = "" if yes else click.prompt(WHERE["district"], **may_lack)
        if province is None:
            province = _asked(WHERE["province"], partial(line, "place"))
        new = database.read_now(agencies.new_agency, kind, name, (tambon, district, province))
        names = (
            agencies.division_names(divisions)
            if divisions
            else _asked(
                "Divisions, with commas between (สำนักปลัด, กองคลัง)",
                lambda typed: agencies.division_names(typed.split(",")),
            )
        )
        owner = _owner(owner, yes=yes)
        if position is None:
            position = _asked("Position (ตำแหน่ง)", partial(line, "owner"))
        draft = agencies.draft(new, names, (owner, position), now)
        _tell_draft(draft)
        if not yes:
            click.confirm("Make this agency (สร้างหน่วยงานนี้)", abort=True)
        made, invited = database.write_now(agencies.found, draft, now)
    click.echo(f"หน่วยงานหมายเลข {made.agency_id}: {draft.agency.name} แผนปี {made.years[0]}–{made.years[-1]}")
    tell_code(invited)


def _asked(what: str, read: Callable[[str], Any]) -> Any:
    """What is typed, as it is read; asked again while it cannot be."""

    def value(typed: str) -> Any:
        try:
            return read(typed)
        except Problem as problem:
            raise click.UsageError(problem.sentence) from None

    return click.prompt(what, value_proc=value)


def _owner(name: str | None, *, yes: bool) -> str:
    """The first plan owner's name; one that papers could not print is asked back, as in the chat."""
    from bot.dialogs.doubts import about_name
    from bot.domain.agency_form import line

    while True:
        name = name or _asked("First plan owner's name (ชื่อผู้ดูแลแผน)", partial(line, "owner"))
        doubts = about_name(line("owner", name))
        for doubt in doubts:
            click.echo(doubt.sentence, err=True)
        if yes or not doubts or click.confirm(f"Keep it (ใช้ {name} ตามนี้)"):
            return name
        name = None


@agency.command("list")
def agency_list() -> None:
    """Every agency: number, name, province, and how much is in it."""
    from bot import agencies

    with migrated_database() as database:
        found = database.read_now(agencies.listed)
    for each in found:
        where = f"จังหวัด{each.agency.province}" if each.agency.province else ""
        click.echo(f"{each.agency.id:>4}  {_name(each.agency)}  {where}  {each.data}".rstrip())
    if not found:
        click.echo("There is no agency yet: `sujarit agency new` makes one.")


@agency.command("show")
@NUMBER
def agency_show(number: int) -> None:
    """One agency: name, place, divisions, plan owners, its data."""
    from bot import agencies

    with migrated_database() as database:
        _tell_overview(database.read_now(agencies.shown, number))


@agency.command("edit")
@NUMBER
@click.option("--name", help="Full name, abbreviated, or the proper name alone.")
@click.option("--kind", type=KIND, help="อบต., ทต., ทม. …; alone it keeps the proper name.")
@click.option("--tambon", help=WHERE["tambon"])
@click.option("--district", help=WHERE["district"])
@click.option("--province", help=WHERE["province"])
@click.option("--digits", type=click.Choice(list(DIGITS)), help="How its documents write digits.")
@click.option(
    "--chain", type=click.Choice(list(CHAINS)), help="Whose word its documents need, one level after the other."
)
@click.option("--approve-own/--no-approve-own", default=None, help="Whether who submitted may approve too.")
@click.option("--yes", is_flag=True, help="Change it without asking.")
def agency_edit(number: int, yes: bool, **given: Any) -> None:
    """Mend an agency's name, kind, place, digits or chain of approval."""
    from bot import agencies
    from bot.clock import SystemClock

    changes = {name: value for name, value in given.items() if value is not None}
    if not changes:
        raise click.UsageError("Say what to change, such as --district เมืองใส (see --help).")
    with migrated_database() as database:
        before, after = database.read_now(agencies.changed, number, changes)
        differing = [(old, new) for old, new in zip(_lines(before), _lines(after), strict=True) if old != new]
        if not differing:
            click.echo("Nothing to change: it is so already.")
            return
        for (what, old), (_, new) in differing:
            click.echo(f"{what}: {old or '-'} → {new or '-'}")
        if not yes:
            click.confirm("Change it (แก้ไขตามนี้)", abort=True)
        database.write_now(agencies.mend, number, changes, SystemClock().now())
    click.echo("Changed. Documents made from now on say so.")


@agency.command("division")
@NUMBER
@click.argument("name")
@click.option("--name", "called", help="Its new name.")
@click.option("--telephone", help="The number that memos print.")
@click.option("--into", help="Remove it; its people and work go to this other division.")
@click.option("--drop", is_flag=True, help="Remove it; only where nothing belongs to it.")
def agency_division(
    number: int, name: str, called: str | None, telephone: str | None, into: str | None, drop: bool
) -> None:
    """Add the division NAME, or change, join or remove it."""
    from bot import agencies
    from bot.clock import SystemClock

    now = SystemClock().now()
    with migrated_database() as database:
        if drop or into:
            gone = database.write_now(agencies.drop_division, number, name, into, now)
            click.echo(f"Removed: {gone.name}" + (f" ({gone.holds} → {into})" if into and gone.holds else ""))
        else:
            saved = database.write_now(agencies.save_division, number, name, called, telephone, now)
            told = filter(None, (saved.name, saved.telephone, saved.holds))
            click.echo(" · ".join(told))


@agency.command("remove")
@NUMBER
@click.option("--with-data", is_flag=True, help="Also when it has people, projects, results or reports.")
def agency_remove(number: int, with_data: bool) -> None:
    """Delete an agency with everything in it. For good; its full name has to be typed, and `sujarit dump` keeps a copy."""
    import asyncio

    from bot import agencies
    from bot.thai import clean
    from storage.files import LocalFiles

    settings = read_settings()
    with migrated_database(settings) as database:
        there = database.read_now(agencies.removable, number, with_data=with_data)
        _tell_overview(there)
        typed = click.prompt("Type its full name to delete it (พิมพ์ชื่อเต็มของหน่วยงานเพื่อลบ)")
        if "".join(clean(typed).split()) != "".join(there.agency.name.split()):
            raise click.ClickException("That is another name; nothing was deleted.")
        files = LocalFiles(settings.data_dir / "files")
        for key in database.write_now(agencies.remove, number, with_data=with_data):
            asyncio.run(files.drop(key))
    click.echo(f"Deleted: {there.agency.name}")


@agency.command("code")
@NUMBER
def agency_code(number: int) -> None:
    """A new code for the first plan owner. For when nobody can get in."""
    from bot import agencies
    from bot.clock import SystemClock

    with migrated_database() as database:
        invited = database.write_now(agencies.owners_code, number, SystemClock().now())
    tell_code(invited)


# --- what is told ----------------------------------------------------------------------------------------------------
def _lines(agency: Agency) -> list[tuple[str, str]]:
    """An agency as its operator reads it."""
    return [
        ("ชื่อ", agency.name),
        ("ชนิด", agency.words.prefix),
        ("ตำบล", agency.tambon),
        ("อำเภอ", agency.district),
        ("จังหวัด", agency.province),
        ("ตัวเลขในเอกสาร", DIGITS[agency.digits]),
        ("ลำดับการอนุมัติ", CHAINS[agency.chain]),
        ("ผู้ส่งอนุมัติเอง", "ได้" if agency.approve_own else "ไม่ได้"),
    ]


def _name(agency: Agency) -> str:
    """The name; of a sample agency it says so."""
    return agency.name if not agency.sample or SAMPLE in agency.name else f"{agency.name} ({SAMPLE})"


def _tell(lines: list[tuple[str, Any]]) -> None:
    for what, said in lines:
        click.echo(f"  {what}: {said or '-'}")


def _tell_draft(draft: "Draft") -> None:
    name, position = draft.owner
    _tell([*_lines(draft.agency), ("กอง/สำนัก", ", ".join(draft.divisions)), ("ผู้ดูแลแผน", f"{name} ({position})")])


def _tell_overview(there: "Overview") -> None:
    click.echo(f"หน่วยงานหมายเลข {there.agency.id}: {_name(there.agency)}")
    more = [("กอง/สำนัก", ", ".join(there.divisions)), ("ผู้ดูแลแผน", ", ".join(there.plan_owners))]
    _tell([*_lines(there.agency), *more, ("คน", there.people), ("ข้อมูล", there.data)])


def tell_code(invited: "Invited") -> None:
    """A plan owner's code, and how it is used."""
    from bot.dialogs.people import CHANNELS

    click.echo(f"รหัสของผู้ดูแลแผน {invited.owner}: {spell(invited.code)}")
    for channel, link in invited.links.items():
        click.echo(f"ลิงก์เข้าใช้งานใน {CHANNELS[channel]}: {link}")
    click.echo(f"ใช้ได้ครั้งเดียวภายใน {VALID.days} วัน ให้เจ้าของรหัสพิมพ์ในแชตของสุจริต (Telegram หรือ LINE)")


@contextmanager
def migrated_database(settings: Settings | None = None) -> "Iterator[Database]":
    """The database, closed in the end; one that lacks migrations is refused."""
    from storage.database import Database
    from storage.migrate import LACKS_MIGRATIONS, pending

    database = Database((settings or read_settings()).url)
    try:
        if pending(database):
            raise click.ClickException(LACKS_MIGRATIONS)
        yield database
    finally:
        database.close()

"""`sujarit`: the command line."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

import click

from bot.domain.agency import KINDS
from bot.domain.codes import VALID, spell
from bot.settings import Settings, unknown

if TYPE_CHECKING:
    from bot.agencies import Invited
    from storage.database import Database


class Commands(click.Group):
    """Commands that say in one sentence what keeps them from their work."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command."""
        try:
            return super().invoke(ctx)
        except Exception as error:
            from bot.troubles import sentence

            if (told := sentence(error)) is None:
                raise
            raise click.ClickException(told) from None


@click.group(cls=Commands)
def main() -> None:
    """Sujarit, the chat assistant for anti-corruption action plans."""
    os.umask(0o077)  # what is written holds people's names and words: this user's only


def read_settings() -> Settings:
    """The settings; those that nobody knows are named."""
    for name, meant in unknown().items():
        click.echo(f"No setting is called {name}{f', is {meant} meant' if meant else ''}?", err=True)
    return Settings()


@main.command()
def run() -> None:
    """Everything in one process, with the local web chat over the sample agency."""
    from bot.run import run_embedded, run_loop

    run_loop(run_embedded(read_settings()))


@main.command()
def web() -> None:
    """The process that platforms talk to, on $PORT, with /healthz, /readyz and /metrics."""
    from bot.run import run_loop, run_web

    run_loop(run_web(read_settings()))


@main.command()
def worker() -> None:
    """The process that does what lies open in the database."""
    from bot.run import run_loop, run_worker

    run_loop(run_worker(read_settings()))


@main.command()
@click.argument("kind", type=click.Choice(["measure_report"]))
@click.option("--agency", type=int, required=True, help="Number of the agency.")
@click.option("--fiscal-year", type=click.IntRange(2500, 2700), required=True, help="Buddhist Era.")
@click.option("--round", "months", type=click.Choice(["3", "6", "9", "12"]), required=True, help="Months reported.")
@click.option("--out", type=click.Path(dir_okay=False, writable=True, path_type=Path), required=True)
def document(kind: str, agency: int, fiscal_year: int, months: str, out: Path) -> None:
    """Write a document of what is recorded now to a file; nothing is stored and nobody is told."""
    import asyncio

    from bot.bootstrap import build
    from bot.domain.fiscal import Round
    from bot.domain.report import ReportKind
    from bot.logs import log_to_stderr

    settings = read_settings()
    log_to_stderr(settings.log_level)
    product = build(settings)
    try:
        content = asyncio.run(product.papers.preview(ReportKind(kind), agency, Round(fiscal_year, int(months))))
    finally:
        product.database.close()
    out.write_bytes(content)


@main.group()
def agency() -> None:
    """Real agencies: make one, let its plan owner in again."""


@agency.command("new")
@click.option("--kind", type=click.Choice(list(KINDS)), prompt="Kind of agency", help="Kind of local government.")
@click.option("--name", prompt="Name (ชื่อหน่วยงาน)", help="Full name, or the proper name alone.")
@click.option("--tambon", prompt="Tambon (ตำบล)", default="", help="Where it lies.")
@click.option("--district", prompt="District (อำเภอ)", default="")
@click.option("--province", prompt="Province (จังหวัด)", help="Province.")
@click.option("--division", "divisions", multiple=True, help="A division (สำนัก, กอง); once for each.")
@click.option("--owner", prompt="First plan owner's name (ชื่อผู้ดูแลแผน)", help="Name of the first plan owner.")
@click.option("--position", prompt="Position (ตำแหน่ง)", help="Position of the first plan owner.")
def agency_new(
    kind: str,
    name: str,
    tambon: str,
    district: str,
    province: str,
    divisions: tuple[str, ...],
    owner: str,
    position: str,
) -> None:
    """Make a real agency with the plan of the current period; prints the code of its first plan owner."""
    from bot import agencies
    from bot.clock import SystemClock

    if not divisions:
        divisions = tuple(click.prompt("Divisions, with commas between (สำนักปลัด, กองคลัง)").split(","))
    place = tambon, district, province
    with _database() as database:
        made = database.write_now(agencies.found, kind, name, place, divisions, (owner, position), SystemClock().now())
    click.echo(f"หน่วยงานหมายเลข {made.agency_id}: {made.name} แผนปี {made.plan}")
    _tell_code(made.invited)


@agency.command("code")
@click.argument("number", type=int)
def agency_code(number: int) -> None:
    """A new code for the first plan owner of an agency, when nobody can get in."""
    from bot import agencies
    from bot.clock import SystemClock

    with _database() as database:
        invited = database.write_now(agencies.owners_code, number, SystemClock().now())
    _tell_code(invited)


def _tell_code(invited: "Invited") -> None:
    from bot.dialogs.people import CHANNELS

    click.echo(f"รหัสของผู้ดูแลแผน {invited.owner}: {spell(invited.code)}")
    for channel, link in invited.links.items():
        click.echo(f"ลิงก์เข้าใช้งานใน {CHANNELS[channel]}: {link}")
    click.echo(f"ใช้ได้ครั้งเดียวภายใน {VALID.days} วัน ให้เจ้าของรหัสพิมพ์ในแชตของสุจริต (Telegram หรือ LINE)")


@contextmanager
def _database() -> "Iterator[Database]":
    """The migrated database, closed in the end; a problem is said in one sentence."""
    from storage.database import Database
    from storage.migrate import LACKS_MIGRATIONS, pending

    database = Database(read_settings().url)
    try:
        if pending(database):
            raise click.ClickException(LACKS_MIGRATIONS)
        yield database
    finally:
        database.close()


@main.command()
@click.argument("number", type=int)
@click.option("--out", type=click.Path(dir_okay=False, writable=True, path_type=Path), help="Write to this file.")
def dump(number: int, out: Path | None) -> None:
    """Write a whole agency as one YAML file (docs/agency-file.md)."""
    from bot.agencyfile import fetch
    from bot.clock import SystemClock

    with _database() as database:
        text = database.write_now(fetch.dump, number, SystemClock().now())
    if out is None:
        click.echo(text, nl=False)
    else:
        out.write_text(text, "utf-8", newline="\n")


@main.command()
@click.argument("file", type=click.File("rb"))
@click.option("--agency", "number", type=int, help="Number of the agency it goes into, which has no plan yet.")
@click.option("--new", is_flag=True, help="Make the agency of the file.")
def load(file: BinaryIO, number: int | None, new: bool) -> None:
    """Bring a whole agency in from a YAML or JSON file; with anything wrong in it, nothing is loaded."""
    if (number is None) is not new:
        raise click.UsageError("Say --new, or the number of the --agency it goes into.")
    from bot import agencies
    from bot.agencyfile import check, store, tree
    from bot.clock import SystemClock

    try:
        found = check.read(file.read(tree.LARGEST + 1))
    except check.Refused as refused:
        click.echo(str(refused), err=True)
        raise click.ClickException(f"{file.name}: {len(refused.found)} problems, nothing was loaded.") from None
    now = SystemClock().now()
    with _database() as database:
        if number is not None:
            database.write_now(store.into, number, found, now)
        else:
            number = database.write_now(store.new, found, now)
        click.echo(f"หน่วยงานหมายเลข {number}: {found.agency.name}")
        if new and not found.agency.sample:
            _tell_code(database.write_now(agencies.owners_code, number, now))


@main.command()
def migrate() -> None:
    """Bring the database to the newest schema."""
    from storage.database import Database
    from storage.migrate import migrate as run_migrations

    database = Database(read_settings().url)
    run_migrations(database)
    database.close()
    click.echo("The database has the newest schema.")


@main.command()
def settings() -> None:
    """List every setting, its default and what it is for."""
    for name, field in Settings.listed().items():
        default = "(empty)" if field.default in (None, "") else str(field.default)
        click.echo(f"{name:24} {default:12} {field.description}")


@main.command()
def doctor() -> None:
    """Look at the machine, the settings and the database; a line a check, and what to do. Changes nothing."""
    from bot.doctor import examine

    wrong = 0
    for check in examine(Settings()):
        click.echo(str(check))
        wrong += check.state == "WRONG"
    sys.exit(1 if wrong else 0)


@main.group()
def line() -> None:
    """The account at LINE."""


@line.command("setup")
def line_setup() -> None:
    """Draw the rich menus, put them up at LINE and give everybody the one of their duty; what is right already stays."""
    import asyncio

    from bot.bootstrap import build
    from bot.line.menus import Refused, put_up
    from storage import people
    from storage.migrate import pending

    product = build(read_settings())
    try:
        if product.line is None:
            raise click.ClickException(
                "LINE is not set up: put LINE_CHANNEL_SECRET and LINE_CHANNEL_ACCESS_TOKEN into .env (docs/line.md)."
            )
        joined = [] if pending(product.database) else product.database.read_now(people.everybody_on, "line")
        changed = asyncio.run(put_up(product.line.account, joined))
    except Refused as refused:
        raise click.ClickException(str(refused)) from None
    finally:
        product.database.close()
    for what in changed or ["Nothing to change: the menus are as they should be."]:
        click.echo(what)


@main.command()
@click.argument("stories", nargs=-1, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), help="Save every document sent here.")
@click.option("--channel", type=click.Choice(["local", "telegram", "line"]), default="local", show_default=True)
@click.option("--quiet", is_flag=True, help="Print no transcript.")
@click.option(
    "--record",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Play nothing: write what was said in the local chat since its last reset as a story to this file.",
)
def play(stories: tuple[Path, ...], out: Path | None, channel: str, quiet: bool, record: Path | None) -> None:
    """Play stories against a fresh database and print the conversation."""
    import asyncio

    from bot.logs import log_to_stderr
    from bot.play import StoryFailed, play_file

    log_to_stderr("warning")
    if record is not None and not stories:
        _record(record)
        return
    if record is not None or not stories:
        raise click.UsageError("Name the stories to play, or with --record the file to write.")
    failed = 0
    for story in stories:
        try:
            played = asyncio.run(play_file(story, out, channel=channel))
        except StoryFailed as failure:
            failed += 1
            click.echo(f"{story}: {failure}", err=True)
            continue
        if not quiet:
            click.echo(played.transcript)
        click.echo(f"{story}: {played.interactions} interactions, {len(played.documents)} documents")
    sys.exit(1 if failed else 0)


def _record(path: Path) -> None:
    """Write the local chat's conversations as a story."""
    import asyncio

    from bot.bootstrap import build
    from bot.record import record
    from storage.migrate import pending

    product = build(read_settings())
    try:
        made = None if pending(product.database) else asyncio.run(record(product.database, product.files, path))
    finally:
        product.database.close()
    if made is None or not made.story:
        raise click.ClickException("Nothing was said in the local chat yet.")
    for what in made.left_out:
        click.echo(f"Left out: {what}.", err=True)
    steps = len(made.story["steps"])
    click.echo(f"{path}: {steps} steps, {len(made.files)} files. Play it with `sujarit play {path}`.")

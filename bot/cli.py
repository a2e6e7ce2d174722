"""`sujarit`: the command line."""

import os
import sys
from pathlib import Path
from typing import Any, BinaryIO, Final

import click

from bot.agency_command import agency, migrated_database, tell_code
from bot.settings import Settings, read_settings


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


DOCUMENTS: Final = (
    *("measure_report", "single_measure_report", "follow_up", "yearly_report"),
    *("plan_flat", "plan_targets", "five_year_plan", "count_summary"),
    *("project_sheet", "order", "announcement", "memo"),
)
"""As `bot.domain.report.ReportKind`, which is loaded when it is needed."""


@click.group(cls=Commands)
def main() -> None:
    """Sujarit, the chat assistant for anti-corruption action plans."""
    os.umask(0o077)  # what is written holds people's names and words: this user's only


@main.command()
def run() -> None:
    """Everything in one process, with the local web chat."""
    from bot.run import run_embedded, run_loop

    run_loop(run_embedded(read_settings()))


@main.command()
def web() -> None:
    """The process that platforms talk to, on $PORT. With /healthz, /readyz and /metrics."""
    from bot.run import run_loop, run_web

    run_loop(run_web(read_settings()))


@main.command()
def worker() -> None:
    """The process that does what lies open in the database."""
    from bot.run import run_loop, run_worker

    run_loop(run_worker(read_settings()))


@main.command()
@click.argument("kind", type=click.Choice(DOCUMENTS))
@click.option("--agency", type=int, required=True, help="Number of the agency.")
@click.option(
    "--fiscal-year", type=click.IntRange(2500, 2700), required=True, help="Buddhist Era; of a whole plan any."
)
@click.option("--round", "months", type=click.Choice(["3", "6", "9", "12"]), help="Months a report tells of.")
@click.option("--about", default="", help="Number of the item, code of the measure, or kind that a memo submits.")
@click.option("--out", type=click.Path(dir_okay=False, writable=True, path_type=Path), required=True)
def document(kind: str, agency: int, fiscal_year: int, months: str | None, about: str, out: Path) -> None:
    """Write a document of what is recorded now. Nothing is stored and nobody is told."""
    import asyncio

    from bot.bootstrap import build
    from bot.domain.report import MONTHS, About, ReportKind, check_about
    from bot.logs import log_to_stderr
    from storage.migrate import LACKS_MIGRATIONS, pending

    wanted = ReportKind(kind)
    try:
        subject = About.parse(About(fiscal_year, int(months or MONTHS.get(wanted, 0)), about).code)
        check_about(wanted, subject)
    except ValueError:
        raise click.UsageError(f"{kind} needs another --round or --about (or none of them)") from None
    settings = read_settings()
    log_to_stderr("warning")
    product = build(settings)
    try:
        if pending(product.database):
            raise click.ClickException(LACKS_MIGRATIONS)
        content = asyncio.run(product.papers.preview(wanted, agency, subject))
    finally:
        product.database.close()
    out.write_bytes(content)


main.add_command(agency)


@main.command()
@click.argument("quarter", required=False)
@click.option("--least", default=20, show_default=True, help="How many agencies, those that lack most first.")
def board(quarter: str | None, least: int) -> None:
    """How complete a QUARTER is in all agencies. Written like 2570-1; without one, the quarter people are asked for now."""
    from bot.clock import SystemClock
    from bot.domain.cycle import board_quarter
    from bot.domain.due_days import USUAL
    from bot.domain.fiscal import Quarter, bangkok_day
    from storage.completeness import of_agencies

    try:
        wanted = Quarter.parse(quarter) if quarter else board_quarter(USUAL, bangkok_day(SystemClock().now()))
    except ValueError:
        raise click.BadParameter("write the fiscal year and the quarter, like 2570-1") from None
    with migrated_database() as database:
        found = database.read_now(of_agencies, wanted)
    expected, done, on_time = (sum(getattr(each, name) for each in found) for name in ("expected", "done", "on_time"))
    click.echo(f"{wanted.label}  {len(found):,} หน่วยงาน  บันทึกแล้ว {done:,} จาก {expected:,} รายการ  ทันกำหนด {on_time:,}")
    for each in found[:least]:
        place = f" {each.province}" if each.province else ""
        told = f"ขาด {each.expected - each.done:,}  บันทึกแล้ว {each.done:,}/{each.expected:,}  ทันกำหนด {each.on_time:,}"
        click.echo(f"{told}  หน่วยงานหมายเลข {each.id} {each.name}{place}")


@main.command()
@click.argument("number", type=int)
@click.option("--out", type=click.Path(dir_okay=False, writable=True, path_type=Path), help="Write to this file.")
def dump(number: int, out: Path | None) -> None:
    """Write a whole agency as one YAML file (docs/agency-file.md)."""
    from bot.agencyfile import fetch
    from bot.clock import SystemClock

    with migrated_database() as database:
        text = database.write_now(fetch.dump, number, SystemClock().now())
    if out is None:
        click.echo(text, nl=False)
    else:
        out.write_text(text, "utf-8", newline="\n")


@main.command()
@click.argument("file", type=click.File("rb"))
@click.option("--agency", "number", type=int, help="Number of the agency it goes into, which has no plan yet.")
@click.option("--new", is_flag=True, help="Make the agency of the file.")
@click.option("--replace", "replacing", is_flag=True, help="Take out first what the agency's plans and measures hold.")
def load(file: BinaryIO, number: int | None, new: bool, replacing: bool) -> None:
    """Bring in a whole agency from one YAML or JSON file. With anything wrong in it, nothing is loaded."""
    if (number is None) is not new or (new and replacing):
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
    with migrated_database() as database:
        if number is not None:
            database.write_now(store.into, number, found, now, replacing=replacing)
        else:
            number = database.write_now(store.new, found, now)
        click.echo(f"หน่วยงานหมายเลข {number}: {found.agency.name}")
        if new and not found.agency.sample:
            tell_code(database.write_now(agencies.owners_code, number, now))


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
    """Look at machine, settings and database. A line a check, and what to do; changes nothing."""
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
    """Put the rich menus up at LINE. Everybody is given the one of their duty; what is right already stays."""
    import asyncio

    from bot.bootstrap import build
    from bot.line.menus import Refused, put_up
    from storage import bindings
    from storage.migrate import pending

    product = build(read_settings())
    try:
        if product.line is None:
            raise click.ClickException(
                "LINE is not set up: put LINE_CHANNEL_SECRET and LINE_CHANNEL_ACCESS_TOKEN into .env (docs/line.md)."
            )
        joined = [] if pending(product.database) else product.database.read_now(bindings.everybody_on, "line")
        changed = asyncio.run(put_up(product.line.account, joined))
    except Refused as refused:
        raise click.ClickException(str(refused)) from None
    finally:
        product.database.close()
    for what in changed or ["Nothing to change: the menus are as they should be."]:
        click.echo(what)


@main.command()
@click.argument("channel", type=click.Choice(["telegram", "line"]))
@click.option("--port", type=click.IntRange(0, 65535), help="Where it listens on 127.0.0.1.  [8081, line: 8082]")
def simulate(channel: str, port: int | None) -> None:
    """Telegram or LINE on this machine, with phones in this terminal. To try the setting up without an account."""
    import asyncio
    import errno

    from bot.simulate import PORTS, in_terminal

    port = PORTS[channel] if port is None else port
    try:
        asyncio.run(in_terminal(channel, port))
    except OSError as error:
        if error.errno != errno.EADDRINUSE:
            raise
        raise click.ClickException(f"Port {port} is taken; name another with --port.") from None


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
    """Play stories against a fresh database. Prints the conversation."""
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

"""`sujarit`: the command line."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from pydantic import ValidationError

from bot.problems import Problem
from bot.settings import Settings


@click.group()
def main() -> None:
    """Sujarit, the chat assistant for anti-corruption action plans."""


def read_settings() -> Settings:
    """The settings, or a sentence about the ones that are wrong."""
    try:
        return Settings()
    except ValidationError as error:
        told = [f"{detail['loc'][0]}: {detail['msg']}" for detail in error.errors(include_input=False)]
        raise click.ClickException(
            f"A setting cannot be read (see `sujarit settings`).\n{chr(10).join(told)}"
        ) from None


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


@contextmanager
def _problems_told() -> Iterator[None]:
    """A problem of the catalogue is said in one sentence."""
    try:
        yield
    except Problem as problem:
        raise click.ClickException(problem.sentence) from None


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
        with _problems_told():
            content = asyncio.run(product.papers.preview(ReportKind(kind), agency, Round(fiscal_year, int(months))))
    finally:
        product.database.close()
    out.write_bytes(content)


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
    for check in examine(read_settings()):
        click.echo(str(check))
        wrong += check.state == "WRONG"
    sys.exit(1 if wrong else 0)


@main.command()
@click.argument("stories", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), help="Save every document sent here.")
@click.option("--channel", type=click.Choice(["local"]), default="local", show_default=True)
@click.option("--quiet", is_flag=True, help="Print no transcript.")
def play(stories: tuple[Path, ...], out: Path | None, channel: str, quiet: bool) -> None:
    """Play stories against a fresh database and print the conversation."""
    import asyncio

    from bot.logs import log_to_stderr
    from bot.play import StoryFailed, play_file

    log_to_stderr("warning")
    failed = 0
    for story in stories:
        try:
            played = asyncio.run(play_file(story, out))
        except StoryFailed as failure:
            failed += 1
            click.echo(f"{story}: {failure}", err=True)
            continue
        if not quiet:
            click.echo(played.transcript)
        click.echo(f"{story}: {played.interactions} interactions, {len(played.documents)} documents")
    sys.exit(1 if failed else 0)

"""`sujarit`: the command line."""

import sys
from pathlib import Path

import click

from bot.settings import Settings


@click.group()
def main() -> None:
    """Sujarit, the chat assistant for anti-corruption action plans."""


@main.command()
def run() -> None:
    """Everything in one process, with the local web chat over the sample agency."""
    import asyncio

    from bot.run import run_embedded

    try:
        asyncio.run(run_embedded(Settings()))
    except KeyboardInterrupt:
        sys.exit(130)


@main.command()
def migrate() -> None:
    """Bring the database to the newest schema."""
    from storage.database import Database
    from storage.migrate import migrate as run_migrations

    database = Database(Settings().url)
    run_migrations(database)
    database.close()
    click.echo("The database has the newest schema.")


@main.command()
def settings() -> None:
    """List every setting, its default and what it is for."""
    for name, field in Settings.model_fields.items():
        alias = getattr(field.validation_alias, "choices", None)
        click.echo(
            f"{alias[0] if alias else 'SUJARIT_' + name.upper():24} {str(field.default) or '(empty)':12} {field.description}"
        )


@main.command()
@click.argument("stories", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), help="Save every document sent here.")
@click.option("--channel", type=click.Choice(["local"]), default="local", show_default=True)
@click.option("--quiet", is_flag=True, help="Print no transcript.")
def play(stories: tuple[Path, ...], out: Path | None, channel: str, quiet: bool) -> None:
    """Play stories against a fresh database and print the conversation."""
    import asyncio

    from bot.play import StoryFailed, play_file

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

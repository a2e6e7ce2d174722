"""`sujarit`: the command line."""

import click


@click.group()
def main() -> None:
    """Sujarit, the chat assistant for anti-corruption action plans."""

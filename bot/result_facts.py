"""What dialogs may know of results beside the one that is recorded; a part of `bot.facts`."""

from collections.abc import Callable
from typing import Any, Final

from storage import plan

LOADERS: Final[dict[str, Callable[..., Any]]] = {
    "spent": lambda s, item_id, year: plan.spent(s.connection, s.agency_id, item_id, year),
}

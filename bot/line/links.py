"""Links to files, since nothing but pictures can be sent on LINE."""

from collections.abc import Callable, Sequence
from datetime import datetime

from bot.messages import Message
from storage.mail import Outgoing


class Links:
    """Makes the links of messages."""

    def __init__(self, public_url: str) -> None:
        self.public_url = public_url.rstrip("/")

    async def made_for(
        self, rows: Sequence[Outgoing], messages: Sequence[Message], person: int | None, now: datetime
    ) -> Callable[[str], str]:
        """The address of each file of these messages."""
        return lambda file: f"{self.public_url}/files/{file}"

"""The evidence of a result looked at by itself: what is asked for, and what then happened."""

from dataclasses import dataclass

from bot.domain.fiscal import Quarter


@dataclass(frozen=True, slots=True)
class Shown:
    """A photo or file of a result."""

    id: int
    picture: bool
    name: str
    caption: str


@dataclass(frozen=True, slots=True)
class Gallery:
    """What is evidence of a quarter's result, in its order."""

    result_id: int
    item_id: int
    title: str
    division_id: int | None
    quarter: Quarter
    media: tuple[Shown, ...]

    @property
    def pictures(self) -> tuple[Shown, ...]:
        return tuple(one for one in self.media if one.picture)


@dataclass(frozen=True, slots=True)
class SaveCaption:
    """Write what a photo shows."""

    result_id: int
    media_id: int
    caption: str


@dataclass(frozen=True, slots=True)
class DropPhoto:
    """Take a photo out of a result. It can be put back."""

    result_id: int
    media_id: int


@dataclass(frozen=True, slots=True)
class PutBackPhoto:
    """Put a photo back to its place."""

    result_id: int
    media_id: int
    place: int


@dataclass(frozen=True, slots=True)
class GalleryChanged:
    gallery: Gallery
    """As it is now."""
    did: str
    """caption | dropped | back"""
    media_id: int = 0
    place: int = 0

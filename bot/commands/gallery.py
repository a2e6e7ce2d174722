"""The evidence of a result: captions, a photo taken out and put back."""

from bot.commands.origin import From, note
from bot.domain import gallery as g
from bot.domain.agency import Act, require
from bot.facts.results import is_over
from bot.problems import Problem
from storage import evidence, gallery


def save_caption(o: From, e: g.SaveCaption) -> g.GalleryChanged:
    """Write what a photo shows."""
    before = _to_change(o, e.result_id)
    photo = next((one for one in before.media if one.id == e.media_id), None)
    if photo is None:
        raise Problem("already_gone")
    gallery.save_caption(o.scope.connection, o.scope.agency_id, photo.id, e.caption)
    _told(o, before, {"caption": photo.caption})
    return g.GalleryChanged(_gallery(o, e.result_id), "caption")


def drop_photo(o: From, e: g.DropPhoto) -> g.GalleryChanged:
    """Take a photo out."""
    before = _to_change(o, e.result_id)
    ids = [one.id for one in before.media]
    if e.media_id not in ids:
        raise Problem("already_gone")
    place = ids.index(e.media_id)
    gallery.keep(o.scope.connection, o.scope.agency_id, e.result_id, [*ids[:place], *ids[place + 1 :]])
    _told(o, before, {"media": ids})
    return g.GalleryChanged(_gallery(o, e.result_id), "dropped", e.media_id, place)


def put_back_photo(o: From, e: g.PutBackPhoto) -> g.GalleryChanged:
    """Put a photo back; only one that was sent to this agency and is still kept."""
    before = _to_change(o, e.result_id)
    ids = [one.id for one in before.media]
    if e.media_id in ids:
        raise Problem("already_back")
    if not _was_here(o, e):
        raise Problem("already_gone")
    gallery.keep(o.scope.connection, o.scope.agency_id, e.result_id, [*ids[: e.place], e.media_id, *ids[e.place :]])
    _told(o, before, {"media": ids})
    return g.GalleryChanged(_gallery(o, e.result_id), "back")


def _was_here(o: From, e: g.PutBackPhoto) -> bool:
    """Whether the photo was evidence of this very result, and its bytes are still there."""
    s = o.scope
    there = evidence.states(s.connection, s.agency_id, [e.media_id])
    return bool(there and there[0].state != "failed") and gallery.was_evidence(
        s.connection, s.agency_id, e.result_id, e.media_id
    )


def _to_change(o: From, result_id: int) -> g.Gallery:
    """The evidence, for somebody who may change it; after the due day it is changed with the result, where the reason is asked."""
    found = _gallery(o, result_id)
    require(o.scope.person, Act.RECORD_RESULT, division_id=found.division_id)
    if is_over(o.scope, found.quarter):
        raise Problem("evidence_over")
    return found


def _gallery(o: From, result_id: int) -> g.Gallery:
    found = gallery.of(o.scope.connection, o.scope.agency_id, result_id)
    if found is None:
        raise Problem("already_gone")
    return found


def _told(o: From, before: g.Gallery, was: dict[str, object]) -> None:
    note(o, "result:changed", before.result_id, item=before.item_id, quarter=before.quarter.code, was=was)

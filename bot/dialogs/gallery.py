"""ภาพกิจกรรม: the photos of a result looked at, described, taken out and put back."""

from bot.dialogs.around import MENU
from bot.dialogs.doubts import about_text
from bot.dialogs.engine import Dialog, Open
from bot.dialogs.kit import Facts, Text
from bot.dialogs.session import Do, Screen
from bot.domain.agency import Act, may, require
from bot.domain.gallery import DropPhoto, Gallery, GalleryChanged, PutBackPhoto, SaveCaption
from bot.messages import Button, Card, Message, Note, Picture
from bot.problems import Problem


def gallery(facts: Facts, result_id: str) -> Screen:
    """The photos of a result, each with its caption, and what may be done with them.

    Story: tests/stories/gallery.yaml
    """
    found = _found(facts, result_id)
    if not found.pictures:
        back = Button("บันทึกผล", f"o.record_result.{found.item_id}.{found.quarter.code}")
        return Screen((Card("ยังไม่มีภาพกิจกรรม", (found.title, found.quarter.label), buttons=(back, MENU)),))
    shown = [Picture(f"m{one.id}", _named(n, one.caption)) for n, one in enumerate(found.pictures, 1)]
    over = facts["is_over", found.quarter.code]
    mine = may(facts["who"], Act.RECORD_RESULT, division_id=found.division_id) and not over
    return Screen((*shown, card(found, change=mine)))


def card(found: Gallery, *, change: bool) -> Card:
    """The photos by number and caption, with their buttons."""
    lines = [found.title, found.quarter.label]
    lines += [_named(n, one.caption) for n, one in enumerate(found.pictures, 1)]
    buttons = []
    for n, one in enumerate(found.pictures if change else (), 1):
        buttons.append(Button(f"คำบรรยาย ภาพที่ {n}", f"o.caption.{found.result_id}.{one.id}"))
        buttons.append(Button(f"นำภาพที่ {n} ออก", f"o.drop_photo.{found.result_id}.{one.id}", "danger"))
    word = "เพิ่มภาพ" if change else "แก้ผล"
    buttons.append(Button(word, f"o.record_result.{found.item_id}.{found.quarter.code}"))
    return Card(f"ภาพกิจกรรม {len(found.pictures)} ภาพ", tuple(lines), buttons=(*buttons, MENU))


def caption(facts: Facts, result_id: str, media_id: str) -> Dialog:
    """Write what a photo shows; documents print it below the photo.

    Story: tests/stories/gallery.yaml
    """
    found = _found(facts, result_id)
    require(facts["who"], Act.RECORD_RESULT, division_id=found.division_id)
    number, photo = next(((n, one) for n, one in enumerate(found.pictures, 1) if one.id == int(media_id)), (0, None))
    if photo is None:
        raise Problem("already_gone")
    return Dialog(
        name="caption",
        title=f"คำบรรยาย ภาพที่ {number}",
        questions=(
            Text(
                "caption",
                f"ภาพที่ {number} เป็นภาพอะไร" + (f"\nคำบรรยายเดิม: {photo.caption}" if photo.caption else ""),
                label="คำบรรยาย",
                doubt=lambda v, a: about_text(v, facts["who"].agency),
            ),
        ),
        finish=lambda a: SaveCaption(found.result_id, photo.id, a["caption"]),
        review=False,
        left=Open("item", (str(found.item_id),)),
    )


def drop_photo(facts: Facts, result_id: str, media_id: str) -> Do:
    """Take a photo out; the answer carries the undo."""
    return Do(DropPhoto(int(result_id), int(media_id)))


def put_back_photo(facts: Facts, result_id: str, media_id: str, place: str) -> Do:
    """Put it back."""
    return Do(PutBackPhoto(int(result_id), int(media_id), int(place)))


def _found(facts: Facts, result_id: str) -> Gallery:
    require(facts["who"], Act.ASK_DOCUMENT)
    found: Gallery | None = facts["gallery", int(result_id)]
    if found is None:
        raise Problem("already_gone")
    return found


def _named(number: int, caption: str) -> str:
    return f"ภาพที่ {number}: {caption}" if caption else f"ภาพที่ {number} ยังไม่มีคำบรรยาย"


def gallery_changed(e: GalleryChanged) -> tuple[tuple[Message, ...], tuple[Note, ...]]:
    """What is said afterwards."""
    now = card(e.gallery, change=True)
    if e.did == "dropped":
        token = f"o.put_back_photo.{e.gallery.result_id}.{e.media_id}.{e.place}"
        undo = Button("เลิกทำ", token, "primary")
        return (Card("นำภาพออกแล้ว", now.lines, buttons=(undo, *now.buttons)),), ()
    said = {"caption": "แก้คำบรรยายแล้ว", "back": "นำภาพกลับมาแล้ว"}[e.did]
    return (Card(said, now.lines, buttons=now.buttons),), ()

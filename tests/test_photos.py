"""Photos as phones send them, and files that only look like one."""

import struct
import zlib
from datetime import UTC, datetime, timedelta
from io import BytesIO

import pytest
from PIL import Image

from bot.photos import ReadyPhoto, ready_photo
from bot.problems import Problem


def encoded(picture: Image.Image, kind: str = "JPEG", **options: object) -> bytes:
    buffer = BytesIO()
    picture.save(buffer, kind, **options)
    return buffer.getvalue()


def two_colours(width: int = 400, height: int = 200) -> Image.Image:
    """Red on the left half, blue on the right."""
    picture = Image.new("RGB", (width, height), "blue")
    picture.paste("red", (0, 0, width // 2, height))
    return picture


def shown(photo: ReadyPhoto) -> Image.Image:
    picture = Image.open(BytesIO(photo.jpeg))
    picture.load()
    assert (picture.format, picture.mode in ("RGB", "L")) == ("JPEG", True)
    assert picture.size == (photo.width, photo.height)
    assert not picture.getexif()
    assert not {"exif", "icc_profile", "comment", "xmp", "photoshop"} & set(picture.info)
    return picture


def colour_at(picture: Image.Image, x: float, y: float) -> str:
    red, green, blue = picture.convert("RGB").getpixel((int(picture.width * x), int(picture.height * y)))
    names = {(True, False, False): "red", (False, False, True): "blue", (True, True, True): "white"}
    return names.get((red > 128, green > 128, blue > 128), f"{red},{green},{blue}")


def exif(**tags: object) -> Image.Exif:
    record = Image.Exif()
    record[0x010F] = "Camera of the test"
    record[0x8825] = {1: "N", 2: (13.0, 45.0, 0.0), 3: "E", 4: (100.0, 30.0, 0.0)}
    if "orientation" in tags:
        record[0x0112] = tags["orientation"]
    record[0x8769] = {
        number: tags[name] for name, number in {"taken": 0x9003, "offset": 0x9011}.items() if name in tags
    }
    return record


@pytest.mark.parametrize(
    ("orientation", "corner", "upright"),
    [
        (1, "red", (400, 200)),
        (2, "blue", (400, 200)),
        (3, "blue", (400, 200)),
        (4, "red", (400, 200)),
        (5, "red", (200, 400)),
        (6, "red", (200, 400)),
        (7, "blue", (200, 400)),
        (8, "blue", (200, 400)),
    ],
)
def test_a_sideways_photo_is_turned(orientation: int, corner: str, upright: tuple[int, int]) -> None:
    photo = ready_photo(encoded(two_colours(), exif=exif(orientation=orientation)))
    assert (photo.width, photo.height) == upright
    assert colour_at(shown(photo), 0.1, 0.1) == corner


def test_where_and_with_what_it_was_taken_is_dropped_and_when_is_told() -> None:
    data = encoded(two_colours(), exif=exif(taken="2026:01:05 09:30:00"), comment=b"secret")
    photo = ready_photo(data)
    assert b"Camera of the test" in data
    assert b"Camera of the test" not in photo.jpeg
    assert b"secret" not in photo.jpeg
    assert photo.taken_at is not None
    assert photo.taken_at.isoformat() == "2026-01-05T09:30:00+07:00"


def test_the_zone_a_camera_names_is_kept() -> None:
    photo = ready_photo(encoded(two_colours(), exif=exif(taken="2026:01:05 09:30:00", offset="+09:00")))
    assert photo.taken_at == datetime(2026, 1, 5, 0, 30, tzinfo=UTC)
    assert photo.taken_at.utcoffset() == timedelta(hours=9)


@pytest.mark.parametrize("taken", ["", "0000:00:00 00:00:00", "yesterday", "2026:13:45 99:00:00"])
def test_a_broken_time_is_no_time(taken: str) -> None:
    assert ready_photo(encoded(two_colours(), exif=exif(taken=taken))).taken_at is None


def test_heic_is_read() -> None:
    heif = pytest.importorskip("pillow_heif")
    buffer = BytesIO()
    heif.from_pillow(two_colours()).save(buffer, exif=exif(taken="2026:02:03 10:00:00").tobytes())
    photo = ready_photo(buffer.getvalue())
    assert (photo.width, photo.height) == (400, 200)
    assert colour_at(shown(photo), 0.25, 0.5) == "red"
    assert photo.taken_at is not None
    assert photo.taken_at.day == 3


def test_the_long_side_is_1600() -> None:
    assert (lambda photo: (photo.width, photo.height))(ready_photo(encoded(two_colours(4000, 3000)))) == (1600, 1200)
    tall = ready_photo(encoded(two_colours(300, 3000), "PNG"))
    assert (tall.width, tall.height) == (160, 1600)


def test_one_pixel() -> None:
    photo = ready_photo(encoded(Image.new("RGB", (1, 1), "red"), "PNG"))
    assert shown(photo).size == (1, 1)


def test_a_thin_line_keeps_a_pixel() -> None:
    assert ready_photo(encoded(Image.new("RGB", (5000, 1)), "PNG")).height == 1


def test_cmyk() -> None:
    photo = ready_photo(encoded(two_colours().convert("CMYK")))
    assert colour_at(shown(photo), 0.25, 0.5) == "red"


def test_sixteen_bits_of_grey_keep_their_light() -> None:
    grey = Image.new("I;16", (10, 10), 0x8000)
    assert shown(ready_photo(encoded(grey, "PNG"))).getpixel((5, 5)) in range(126, 131)


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_what_is_transparent_becomes_white(kind: str) -> None:
    picture = two_colours().convert("RGBA")
    picture.paste((0, 0, 0, 0), (0, 0, 200, 200))
    assert colour_at(shown(ready_photo(encoded(picture, kind, lossless=True))), 0.1, 0.5) == "white"


def test_a_palette_with_a_transparent_colour_becomes_white() -> None:
    picture = two_colours().quantize(2)
    picture.info["transparency"] = picture.getpixel((10, 10))
    assert colour_at(shown(ready_photo(encoded(picture, "PNG"))), 0.1, 0.5) == "white"


def test_the_first_picture_of_an_animation() -> None:
    frames = [Image.new("RGB", (60, 40), colour) for colour in ("red", "blue")]
    photo = ready_photo(encoded(frames[0], "GIF", save_all=True, append_images=frames[1:]))
    assert colour_at(shown(photo), 0.5, 0.5) == "red"


def test_a_photo_cut_off_on_its_way_is_kept() -> None:
    data = encoded(two_colours(800, 600))
    assert shown(ready_photo(data[: len(data) * 2 // 3])).size == (800, 600)


def png_header(width: int, height: int) -> bytes:
    """A PNG that claims a size and holds next to nothing."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0" * 99)) + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize("size", [(7072, 7072), (10_000, 10_000), (60_000, 60_000)])
def test_a_bomb_is_refused_by_its_header(size: tuple[int, int], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Image.Image, "load", lambda self: pytest.fail("decoded"))
    with pytest.raises(Problem) as caught:
        ready_photo(png_header(*size))
    assert caught.value.code == "picture_too_large"
    assert "50" in caught.value.sentence


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\xff\xd8\xff",
        "รายงานการประชุม".encode(),
        b"%PDF-1.7\n",
        b"\0\0\0\x18ftypheic" + b"\0" * 40,
        b"\x89PNG\r\n\x1a\n" + b"\0" * 30,
        b'<svg xmlns="http://www.w3.org/2000/svg"/>',
        encoded(Image.new("RGB", (9, 9)), "BMP"),
        encoded(Image.new("RGB", (9, 9)), "TIFF"),
    ],
)
def test_what_is_no_photo_is_refused(data: bytes) -> None:
    with pytest.raises(Problem) as caught:
        ready_photo(data)
    assert caught.value.code == "not_a_picture"

"""The local chat over HTTP: who is let in, what is refused, what reaches the backend."""

import json
import tracemalloc
from collections.abc import AsyncIterator
from datetime import datetime
from typing import Any

import httpx
import pytest
from fake_backend import FakeBackend

from bot.handlers.local import MAX_FILE, Entry, StoredFile, local_app
from bot.messages import Text

PORT = 8766
KEY = "a-very-long-key"
HERE = f"http://127.0.0.1:{PORT}"
ULID = "01J8ZQ4T3M5N6P7Q8R9SABCDEF"
MIB = 1024 * 1024


@pytest.fixture
def backend() -> FakeBackend:
    return FakeBackend(quiet=True)


@pytest.fixture
async def stranger(backend: FakeBackend) -> AsyncIterator[httpx.AsyncClient]:
    """A client without the key."""
    transport = httpx.ASGITransport(local_app(backend, key=KEY, port=PORT), raise_app_exceptions=True)
    async with httpx.AsyncClient(transport=transport, base_url=HERE) as client:
        yield client


@pytest.fixture
async def client(stranger: httpx.AsyncClient) -> httpx.AsyncClient:
    """A client that opened the printed address; it says where its posts come from."""
    await stranger.get("/", params={"key": KEY})
    stranger.headers["Origin"] = HERE
    return stranger


def send(**data: object) -> dict[str, Any]:
    return {"json": {"person": 1, "id": ULID, **data}}


# ---- who is let in


async def test_the_printed_address_sets_the_cookie_and_leads_to_the_page(stranger: httpx.AsyncClient) -> None:
    response = await stranger.get("/", params={"key": KEY})
    assert (response.status_code, response.headers["Location"]) == (303, "/")
    cookie = response.headers["Set-Cookie"].lower()
    assert "httponly" in cookie and "samesite=strict" in cookie
    page = await stranger.get("/")
    assert page.status_code == 200
    assert "ตัวอย่าง" in page.text


@pytest.mark.parametrize(
    "path",
    ["/", "/?key=wrong", "/?key=ก", "/static/chat.js", "/chat/state", "/chat/events?person=1", "/chat/file/1", "/no"],
)
async def test_without_the_key_nothing_is_served(stranger: httpx.AsyncClient, path: str) -> None:
    for cookie in (None, "wrong", "a-very-long-ke"):
        headers = {"Cookie": f"sujarit_local_{PORT}={cookie}"} if cookie else {}
        response = await stranger.get(path, headers=headers)
        assert response.status_code == 403
        assert "กรุณาเปิดที่อยู่ที่พิมพ์ไว้ในเทอร์มินัล" in response.text


async def test_without_the_key_nothing_is_stored(stranger: httpx.AsyncClient, backend: FakeBackend) -> None:
    response = await stranger.post("/chat/send", headers={"Origin": HERE}, **send(text="ก"))
    assert response.status_code == 403
    assert backend.stored == []


@pytest.mark.parametrize(
    ("host", "status"),
    [
        (f"127.0.0.1:{PORT}", 200),
        (f"localhost:{PORT}", 200),
        ("127.0.0.1", 403),
        (f"127.0.0.1:{PORT + 1}", 403),
        (f"rebound.example:{PORT}", 403),
        (f"127.0.0.1:{PORT}.example", 403),
        ("", 403),
    ],
)
async def test_only_this_machine_s_names_are_answered(client: httpx.AsyncClient, host: str, status: int) -> None:
    assert (await client.get("/chat/state", headers={"Host": host})).status_code == status


@pytest.mark.parametrize(
    "name", ["Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "x-forwarded"]
)
async def test_no_proxy_may_stand_between(client: httpx.AsyncClient, name: str) -> None:
    assert (await client.get("/chat/state", headers={name: "127.0.0.1"})).status_code == 403


@pytest.mark.parametrize(
    ("origin", "status"),
    [
        (HERE, 200),
        (f"http://localhost:{PORT}", 403),
        (f"http://127.0.0.1:{PORT + 1}", 403),
        (f"https://127.0.0.1:{PORT}", 403),
        ("http://example.org", 403),
        ("null", 403),
        (None, 403),
    ],
)
async def test_only_our_own_page_may_post(client: httpx.AsyncClient, origin: str | None, status: int) -> None:
    del client.headers["Origin"]
    headers = {"Origin": origin} if origin else {}
    assert (await client.post("/chat/send", headers=headers, **send(text="ก"))).status_code == status


@pytest.mark.parametrize("path", ["/", "/static/chat.css", "/chat/state", "/no", "/?key=wrong"])
async def test_every_answer_carries_the_headers_of_safety(client: httpx.AsyncClient, path: str) -> None:
    headers = (await client.get(path)).headers
    policy = headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'") and "frame-ancestors 'none'" in policy
    assert "script-src 'unsafe" not in policy and "script-src *" not in policy
    assert headers["Cache-Control"] == "no-store"
    assert headers["X-Content-Type-Options"] == "nosniff"


async def test_the_page_asks_for_nothing_from_outside(client: httpx.AsyncClient, backend: FakeBackend) -> None:
    page = (await client.get("/")).text
    parts = [page] + [
        (await client.get(f"/static/{name}")).text
        for name in ("chat.css", "chat.js", "draw.js", "log.js", "outbox.js", "settings.js", "icon.svg", "down.svg")
    ]
    for part in parts:
        assert "https://" not in part and "http://" not in part.replace("http://www.w3.org/2000/svg", "")
        assert "innerHTML" not in part and "insertAdjacentHTML" not in part and "document.write" not in part
    assert (await client.get("/static/page.html")).status_code == 404
    assert (await client.get("/static/..%2F__init__.py")).status_code == 404


# ---- what a person does


async def test_a_text_and_a_tap_are_stored(client: httpx.AsyncClient, backend: FakeBackend) -> None:
    assert (await client.post("/chat/send", **send(text="บรรทัดหนึ่ง\nบรรทัดสอง"))).status_code == 200
    other = ULID[:-1] + "G"
    tap = send(token="1.abc.2.save", label="บันทึก", id=other)
    assert (await client.post("/chat/send", **tap)).status_code == 200
    assert backend.stored == [(1, "text", "บรรทัดหนึ่ง\nบรรทัดสอง"), (1, "tap", "1.abc.2.save", "บันทึก")]


@pytest.mark.parametrize(
    "data",
    [
        {"text": " \n"},
        {"text": 5},
        {},
        {"token": "1.abc"},
        {"token": "ก", "label": "ก"},
        {"token": "x" * 65, "label": "ก"},
        {"text": "ก", "id": "short"},
        {"text": "ก", "id": "01J8ZQ4T3M5N6P7Q8R9SABCDEI"},
        {"text": "ก", "person": "x"},
        {"text": "ก", "person": True},
    ],
)
async def test_what_is_not_whole_is_refused_in_thai(
    client: httpx.AsyncClient, backend: FakeBackend, data: dict[str, object]
) -> None:
    response = await client.post("/chat/send", **send(**data))
    assert response.status_code == 400
    assert "กรุณา" in response.json()["sentence"]
    assert backend.stored == []


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"\xff", b"null"])
async def test_broken_json_is_refused(client: httpx.AsyncClient, body: bytes) -> None:
    assert (await client.post("/chat/send", content=body)).status_code == 400


async def test_a_long_paste_passes_and_a_book_does_not(client: httpx.AsyncClient, backend: FakeBackend) -> None:
    assert (await client.post("/chat/send", **send(text="ก" * 20_000))).status_code == 200
    response = await client.post("/chat/send", **send(text="ก" * 100_000))
    assert response.status_code == 413
    assert "ยาวเกินไป" in response.json()["sentence"]
    assert len(backend.stored) == 1


async def test_a_problem_is_told_and_an_unavailable_store_asks_to_wait(
    client: httpx.AsyncClient, backend: FakeBackend
) -> None:
    unknown = await client.post("/chat/send", **send(text="ก", person=99))
    assert unknown.status_code == 422
    assert unknown.json()["sentence"]
    backend.down = True
    down = await client.post("/chat/send", **send(text="ก"))
    assert (down.status_code, down.headers["Retry-After"]) == (503, "2")


# ---- files


async def upload(client: httpx.AsyncClient, content: Any, **query: str) -> httpx.Response:
    params = {"person": "1", "id": ULID, "album": "", "name": "ภาพ.jpg", "mime": "image/jpeg", **query}
    return await client.post("/chat/upload", params=params, content=content)


async def test_an_upload_is_stored_with_its_name(client: httpx.AsyncClient, backend: FakeBackend) -> None:
    album = "01J8ZQ4T3M5N6P7Q8R9SABCDEG"
    assert (await upload(client, b"12345", album=album)).json() == {}
    assert backend.stored == [(1, "media", album, "ภาพ.jpg", "image/jpeg", 5, "")]


@pytest.mark.parametrize(
    ("name", "mime", "kept", "kind"),
    [
        ("../../ลับ\x00.png", "", "ลับ.png", "image/png"),
        ("C:\\งาน\\แผน.docx", "not a type", "แผน.docx", "application/octet-stream"),
        ("", "TEXT/PLAIN", "file", "text/plain"),
        ("\u202egpj.exe", "", "gpj.exe", None),
    ],
)
async def test_names_and_types_are_made_harmless(
    client: httpx.AsyncClient, backend: FakeBackend, name: str, mime: str, kept: str, kind: str | None
) -> None:
    await upload(client, b"1", name=name, mime=mime)
    assert backend.stored[0][3] == kept
    assert kind is None or backend.stored[0][4] == kind


async def test_the_largest_file_passes(client: httpx.AsyncClient, backend: FakeBackend) -> None:
    await upload(client, b"0" * MAX_FILE)
    assert backend.stored[0][5:] == (MAX_FILE, "")


@pytest.mark.parametrize("declared", [True, False])
async def test_too_large_a_file_is_answered_and_never_held(
    client: httpx.AsyncClient, backend: FakeBackend, declared: bool
) -> None:
    async def chunks() -> AsyncIterator[bytes]:
        for _ in range(30):
            yield bytes(MIB)

    tracemalloc.start()
    try:
        if declared:
            client.headers["Content-Length"] = str(30 * MIB)
        response = await upload(client, chunks())
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert response.json() == {"problem": "file_too_big"}
    assert backend.stored == [(1, "media", "", "ภาพ.jpg", "image/jpeg", None, "file_too_big")]
    assert peak < (4 if declared else 24) * MIB


async def test_a_size_that_the_browser_knows_is_enough(client: httpx.AsyncClient, backend: FakeBackend) -> None:
    await upload(client, b"", size=str(30 * MIB))
    assert backend.stored[0][5:] == (None, "file_too_big")


async def test_a_document_is_saved_under_its_thai_name(client: httpx.AsyncClient, backend: FakeBackend) -> None:
    backend.files["a/1"] = StoredFile('แผน "ปี 2569"\r\nX: y.docx', "application/msword", b"PK")
    response = await client.get("/chat/file/a%2F1")
    disposition = response.headers["Content-Disposition"]
    assert disposition.startswith('attachment; filename="')
    assert disposition.isascii() and "\n" not in disposition
    assert disposition.endswith(
        "filename*=UTF-8''%E0%B9%81%E0%B8%9C%E0%B8%99%20%22%E0%B8%9B%E0%B8%B5%202569%22X%3A%20y.docx"
    )
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response.headers["Content-Security-Policy"]
    assert response.content == b"PK"


@pytest.mark.parametrize(
    ("mime", "kind"),
    [
        ("image/jpeg", "inline"),
        ("text/html", "attachment"),
        ("image/svg+xml", "attachment"),
        ("bad\r\ntype", "attachment"),
    ],
)
async def test_only_a_jpeg_is_shown_inside_the_browser(
    client: httpx.AsyncClient, backend: FakeBackend, mime: str, kind: str
) -> None:
    backend.files["1"] = StoredFile("x", mime, b"1")
    assert (await client.get("/chat/file/1")).headers["Content-Disposition"].startswith(kind + ";")
    assert (await client.get("/chat/file/2")).status_code == 404


# ---- the sample agency


async def test_the_state_names_the_agency_and_its_people(client: httpx.AsyncClient) -> None:
    state = (await client.get("/chat/state")).json()
    assert state["agency"]["name"] and state["agency"]["moved"] is False
    assert state["people"][0] == {"id": 1, "name": "นางสาวมาลี ใจซื่อ", "role": "เจ้าหน้าที่"}


async def test_the_clock_is_moved_in_bangkok_s_time_and_given_back(
    client: httpx.AsyncClient, backend: FakeBackend
) -> None:
    state = (await client.post("/chat/clock", json={"now": "2026-03-31T08:30"})).json()
    assert state["agency"] == {**state["agency"], "now": "2026-03-31T08:30:00+07:00", "moved": True}
    assert backend.now == datetime.fromisoformat("2026-03-31T08:30:00+07:00")
    for bad in ("2026-02-30T08:30", "9999-12-31T23:59", "0001-01-01T00:00", "tomorrow", 5, ""):
        assert (await client.post("/chat/clock", json={"now": bad})).status_code == 400
    assert (await client.post("/chat/clock", json={"now": None})).json()["agency"]["moved"] is False


async def test_a_reset_answers_with_the_new_people(client: httpx.AsyncClient) -> None:
    state = (await client.post("/chat/reset", content=b"{}")).json()
    assert [person["id"] for person in state["people"]] == [11, 12, 13]


# ---- the stream


def told(stream: str) -> list[tuple[str, Any]]:
    """The events of an event stream."""
    blocks = [dict(line.split(": ", 1) for line in block.splitlines()) for block in stream.split("\r\n\r\n") if block]
    return [(block["event"], json.loads(block["data"])) for block in blocks if "event" in block]


class Hasty(FakeBackend):
    """Something is said while the history is read, and once more after it."""

    async def history(self, person: int) -> list[Entry]:
        self.say(person, Text("ระหว่างอ่าน"))
        before = await super().history(person)
        self.say(person, Text("หลังอ่าน"))
        return before

    async def follow(self, person: int) -> AsyncIterator[Entry]:
        stream = super().follow(person)
        yield await anext(stream)
        yield await anext(stream)


async def test_the_stream_tells_the_history_first_then_what_comes_and_nothing_twice() -> None:
    backend = Hasty()
    backend.say(1, Text("เดิม\r\n\r\nสองบรรทัด \ud800"))
    transport = httpx.ASGITransport(local_app(backend, key=KEY, port=PORT))
    async with httpx.AsyncClient(transport=transport, base_url=HERE, params={"key": KEY}) as client:
        await client.get("/")
        response = await client.get("/chat/events", params={"person": "1"})
    assert response.headers["Content-Type"].startswith("text/event-stream")
    (first, history), *rest = told(response.text)
    assert first == "history"
    assert [entry["body"]["text"] for entry in history] == ["เดิม\r\n\r\nสองบรรทัด \ud800", "ระหว่างอ่าน"]
    assert [(event, entry["body"]["text"]) for event, entry in rest] == [("entry", "หลังอ่าน")]


async def test_nobody_unknown_is_followed(client: httpx.AsyncClient, backend: FakeBackend) -> None:
    assert (await client.get("/chat/events", params={"person": "99"})).status_code == 404
    assert (await client.get("/chat/events", params={"person": "x"})).status_code == 400
    backend.down = True
    assert (await client.get("/chat/events", params={"person": "1"})).status_code == 503

"""What is blacked out is gone for everybody; the original is opened by right, reason and record."""

from io import BytesIO
from typing import Any

import pytest
from httpx import AsyncClient, Response
from PIL import Image
from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.files.erasing import drop_content, erase_photos
from shequ_api.base.files.events import PhotoErased
from shequ_api.base.files.models import File, FileRendition
from shequ_api.base.files.storage import Storage
from shequ_api.features.ticket_redactions import personal
from shequ_api.kit.clock import utc_now
from shequ_api.kit.errors import Absent
from shequ_api.kit.http.parts import Parts
from tests.cast import Cast
from tests.clocks import Work
from tests.features.ticket_talk.talking import Talk, Ticket
from tests.features.tickets.slips import TICKETS, photo_of

FACE = {"left": 0.5, "top": 0.0, "right": 1.0, "bottom": 0.5}
PLATE = {"left": 0.0, "top": 0.5, "right": 0.25, "bottom": 1.0}
RED, BLACK = (200, 0, 0), (0, 0, 0)


async def ask(
    client: AsyncClient, cast: Cast, by: str, method: str, path: str, **body: Any
) -> Response:
    return await client.request(
        method, f"{TICKETS}/{path}", json=body, headers=await cast.headers(by)
    )


async def photographed(talk: Talk, client: AsyncClient, cast: Cast) -> tuple[Ticket, str]:
    photo = await photo_of(client, await cast.headers("resident"), "#c80000")
    return await talk.handled(photo_ids=[photo]), photo


def spot(picture: bytes, x: int, y: int) -> tuple[int, int, int]:
    shown = Image.open(BytesIO(picture)).convert("RGB").getpixel((x, y))
    assert isinstance(shown, tuple)
    return (shown[0], shown[1], shown[2])


def near(one: tuple[int, ...], other: tuple[int, ...]) -> bool:
    return all(abs(a - b) < 24 for a, b in zip(one, other, strict=True))


async def shown(client: AsyncClient, cast: Cast, by: str, ticket: Ticket) -> bytes:
    seen = await client.get(f"{TICKETS}/{ticket['id']}", headers=await cast.headers(by))
    [photo] = seen.json()["photos"]
    picture = await client.get(photo["photo"]["url"])
    assert picture.status_code == 200
    return picture.content


async def test_pixels_are_gone_for_everybody_and_nothing_lies_beneath(
    talk: Talk, client: AsyncClient, cast: Cast
) -> None:
    ticket, photo = await photographed(talk, client, cast)
    path = f"{ticket['id']}/photos/{photo}/redaction"
    made = await ask(client, cast, "micro_grid_worker", "PUT", path, rectangles=[FACE])
    assert (made.status_code, made.json()["number"]) == (200, 1), made.text
    for who in ("resident", "micro_grid_worker", "district_administrator"):
        picture = await shown(client, cast, who, ticket)
        assert near(spot(picture, 48, 12), BLACK)
        assert near(spot(picture, 16, 12), RED)
        image = Image.open(BytesIO(picture))
        assert not image.getexif() and "exif" not in image.info and "photoshop" not in image.info
    again = await ask(client, cast, "micro_grid_worker", "PUT", path, rectangles=[FACE])
    assert again.json()["number"] == 1, "the same again is no other edition"
    more = await ask(client, cast, "micro_grid_worker", "PUT", path, rectangles=[PLATE])
    assert more.json()["number"] == 2
    picture = await shown(client, cast, "resident", ticket)
    assert near(spot(picture, 48, 12), BLACK) and near(spot(picture, 4, 40), BLACK)


async def test_taking_back_needs_the_right_to_see_what_comes_to_light(
    talk: Talk, client: AsyncClient, cast: Cast
) -> None:
    ticket, photo = await photographed(talk, client, cast)
    path = f"{ticket['id']}/photos/{photo}/redaction"
    await ask(client, cast, "micro_grid_worker", "PUT", path, rectangles=[FACE])
    instead = {"rectangles": [PLATE], "replace": True}
    refused = await ask(client, cast, "micro_grid_worker", "PUT", path, **instead)
    assert (refused.status_code, refused.json()["code"]) == (403, "original_needed")
    corrected = await ask(client, cast, "community_worker", "PUT", path, **instead)
    assert corrected.status_code == 200
    picture = await shown(client, cast, "resident", ticket)
    assert near(spot(picture, 48, 12), RED) and near(spot(picture, 4, 40), BLACK)


async def test_the_original_is_opened_by_right_and_reason_and_the_look_is_kept(
    talk: Talk, client: AsyncClient, cast: Cast, session: AsyncSession
) -> None:
    ticket, photo = await photographed(talk, client, cast)
    path = f"{ticket['id']}/photos/{photo}"
    await ask(client, cast, "micro_grid_worker", "PUT", f"{path}/redaction", rectangles=[FACE])
    reason = {"reason": "核对遮挡是否完整"}
    worker = await ask(client, cast, "micro_grid_worker", "POST", f"{path}/original", **reason)
    assert (worker.status_code, worker.json()["code"]) == (403, "permission_missing")
    silent = await ask(client, cast, "community_worker", "POST", f"{path}/original", reason=" ")
    assert silent.status_code == 422
    opened = await ask(client, cast, "community_worker", "POST", f"{path}/original", **reason)
    assert opened.status_code == 200
    assert near(spot(opened.content, 48, 12), RED)
    looks = text("SELECT fields, reason FROM access_log WHERE subject_id = :id")
    found = (await session.execute(looks, {"id": ticket["id"]})).all()
    assert [(list(row.fields), row.reason) for row in found] == [(["photo"], reason["reason"])]


async def test_who_may_black_out_what(talk: Talk, client: AsyncClient, cast: Cast) -> None:
    ticket, photo = await photographed(talk, client, cast)
    elsewhere = await talk.handled()
    path = f"photos/{photo}/redaction"
    body = {"rectangles": [FACE]}
    for who, status in (("resident", 403), ("far_community_worker", 404), ("partner", 404)):
        answer = await ask(client, cast, who, "PUT", f"{ticket['id']}/{path}", **body)
        assert answer.status_code == status
    wrong = await ask(client, cast, "community_worker", "PUT", f"{elsewhere['id']}/{path}", **body)
    assert wrong.status_code == 404, "the photo is not on that ticket"
    flat = {"rectangles": [FACE | {"right": 0.5}]}
    unfit = await ask(client, cast, "community_worker", "PUT", f"{ticket['id']}/{path}", **flat)
    assert unfit.status_code == 422
    own = await talk.file(by="community_worker", text="我家门口")
    mine = await ask(
        client,
        cast,
        "community_worker",
        "PUT",
        f"{own['id']}/text-redaction",
        length=4,
        spans=[{"start": 0, "end": 2}],
    )
    assert (mine.status_code, mine.json()["code"]) == (403, "not_your_redaction")


async def test_words_are_blacked_out_wherever_the_text_is_read(
    talk: Talk, client: AsyncClient, cast: Cast
) -> None:
    ticket = await talk.handled(text="我是甲居民，住101")
    path = f"{ticket['id']}/text-redaction"
    marked = {"length": 10, "spans": [{"start": 2, "end": 5}]}
    made = await ask(client, cast, "micro_grid_worker", "PUT", path, **marked)
    assert made.json()["text"] == "我是███，住101", made.text
    for who in ("resident", "community_worker"):
        seen = await client.get(f"{TICKETS}/{ticket['id']}", headers=await cast.headers(who))
        assert seen.json()["text"] == "我是███，住101"
    late = await ask(client, cast, "micro_grid_worker", "PUT", path, length=9, spans=[])
    assert late.json()["code"] == "redacted_text_changed"
    said = await talk.says("resident", ticket, "电话13912345678")
    words = {"message_id": said["id"], "length": 13, "spans": [{"start": 2, "end": 13}]}
    await ask(client, cast, "micro_grid_worker", "PUT", path, **words)
    [read] = await talk.reads("micro_grid_worker", ticket)
    assert read["text"] == "电话███████████"
    asked = {"message_id": said["id"], "reason": "回电核实"}
    opened = await ask(
        client, cast, "community_worker", "POST", f"{ticket['id']}/original-text", **asked
    )
    assert opened.json() == {"text": "电话13912345678"}
    # Corrected: the number's last digits were meant, and the rest comes back.
    instead = words | {"spans": [{"start": 9, "end": 13}], "replace": True}
    corrected = await ask(client, cast, "community_worker", "PUT", path, **instead)
    assert corrected.json()["text"] == "电话1391234████"


async def test_nobody_finds_it_any_more_by_what_is_black(
    talk: Talk, client: AsyncClient, cast: Cast, session: AsyncSession, work: Work
) -> None:
    ticket = await talk.handled(text="甲居民家漏水", private=False)
    await work()
    pairs = text("SELECT pairs FROM ticket_spots WHERE ticket_id = :id")
    assert "居民" in str(await session.scalar(pairs, {"id": ticket["id"]}))
    marked = {"length": 6, "spans": [{"start": 0, "end": 3}]}
    path = f"{ticket['id']}/text-redaction"
    assert (await ask(client, cast, "micro_grid_worker", "PUT", path, **marked)).is_success
    await work()
    kept = str(await session.scalar(pairs, {"id": ticket["id"]}))
    assert "漏水" in kept and "居" not in kept and "民" not in kept


async def test_what_is_erased_leaves_no_original_anywhere(
    talk: Talk, client: AsyncClient, cast: Cast, session: AsyncSession, parts: Parts
) -> None:
    ticket, photo = await photographed(talk, client, cast)
    await ask(
        client,
        cast,
        "micro_grid_worker",
        "PUT",
        f"{ticket['id']}/photos/{photo}/redaction",
        rectangles=[FACE],
    )
    marked = {"length": len(ticket["text"]), "spans": [{"start": 0, "end": 2}]}
    path = f"{ticket['id']}/text-redaction"
    assert (await ask(client, cast, "micro_grid_worker", "PUT", path, **marked)).is_success
    await personal.erase(session, cast.people["resident"], utc_now())
    originals = text("SELECT original FROM ticket_text_redactions")
    assert list(await session.scalars(originals)) == ["（已注销）"]
    await erase_photos(session, File.id == photo, now=utc_now())
    await drop_content(session, PhotoErased(subject_id=photo), utc_now())
    await session.commit()
    made = list(await session.scalars(select(FileRendition.sha256)))
    assert len(made) == 1
    for sha in made:
        with pytest.raises(Absent):
            await parts.get(Storage).get(sha)


async def test_a_phone_asks_again_and_sees_at_once_that_something_is_black(
    talk: Talk, client: AsyncClient, cast: Cast
) -> None:
    ticket, photo = await photographed(talk, client, cast)
    seen = await client.get(f"{TICKETS}/{ticket['id']}", headers=await cast.headers("resident"))
    [shown_] = seen.json()["photos"]
    url = shown_["photo"]["url"]
    before = await client.get(url)
    assert before.headers["cache-control"] == "private, no-cache"
    known = {"If-None-Match": f'"older", W/{before.headers["etag"]}'}
    still = await client.get(url, headers=known)
    assert (still.status_code, still.content) == (304, b"")
    path = f"{ticket['id']}/photos/{photo}/redaction"
    done = await ask(client, cast, "community_worker", "PUT", path, rectangles=[FACE])
    assert done.status_code == 200, done.text
    # The same address, which phones and their caches have.
    after = await client.get(url, headers=known)
    assert after.status_code == 200
    assert near(spot(after.content, 48, 12), BLACK)
    assert after.headers["etag"] != before.headers["etag"]

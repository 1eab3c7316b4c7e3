"""Photos that come in parts: on from where they stopped, whatever is lost or sent twice."""

import random
from datetime import timedelta
from hashlib import sha256
from io import BytesIO

from httpx import AsyncClient, Response
from PIL import Image
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.files import parts
from shequ_api.base.files.models import File, FilePart
from shequ_api.kit.clock import utc_now
from tests.base.files.test_uploading import hand_in
from tests.cast import Cast

URL = "/api/v1/photo-uploads"
STEP = 200 * 1024


def noisy(seed: int = 1) -> bytes:
    """A photo that no compression makes small."""
    pixels = random.Random(seed).randbytes(600 * 500 * 3)
    buffer = BytesIO()
    Image.frombytes("RGB", (600, 500), pixels).save(buffer, "PNG")
    return buffer.getvalue()


class Phone:
    def __init__(self, client: AsyncClient, headers: dict[str, str], photo: bytes) -> None:
        self.client, self.photo = client, photo
        self.headers = headers | {"Content-Type": "application/octet-stream"}
        self.url = f"{URL}/{sha256(photo).hexdigest()}"

    async def part(self, start: int, content: bytes | None = None) -> Response:
        sent = self.photo[start : start + STEP] if content is None else content
        url = f"{self.url}/parts/{start}"
        return await self.client.put(url, content=sent, headers=self.headers)

    async def progress(self) -> Response:
        return await self.client.get(self.url, headers=self.headers)

    async def complete(self) -> Response:
        headers = {"Authorization": self.headers["Authorization"]}
        size = {"size_bytes": len(self.photo)}
        return await self.client.put(f"{self.url}/completion", json=size, headers=headers)


async def test_every_third_answer_is_lost(
    client: AsyncClient, cast: Cast, session: AsyncSession
) -> None:
    phone = Phone(client, await cast.headers("resident"), noisy())
    assert len(phone.photo) > 4 * STEP
    start, asked = 0, 0
    while start < len(phone.photo):
        answer = await phone.part(start)
        asked += 1
        assert answer.status_code == 200, answer.text
        if asked % 3:  # else the phone never hears of it, and sends the same again
            start = answer.json()["received_bytes"]
    assert (await phone.progress()).json() == {"received_bytes": len(phone.photo), "photo": None}
    done = await phone.complete()
    assert (done.status_code, done.json()["width"]) == (200, 600)
    again = await phone.complete()
    assert again.json()["id"] == done.json()["id"]
    assert (await phone.progress()).json()["photo"]["id"] == done.json()["id"]
    assert await session.scalar(select(func.count()).select_from(FilePart)) == 0
    kept = await session.scalar(select(File.original_sha256))
    assert kept == sha256(phone.photo).hexdigest()


async def test_a_gap_is_refused_and_says_where_to_go_on(client: AsyncClient, cast: Cast) -> None:
    phone = Phone(client, await cast.headers("resident"), noisy())
    await phone.part(0)
    gap = await phone.part(2 * STEP)
    assert (gap.status_code, gap.json()["code"]) == (409, "part_out_of_place")
    assert gap.json()["received_bytes"] == STEP
    over = await phone.part(STEP - 5, phone.photo[STEP - 5 : STEP + 5])
    assert over.status_code == 409, "neither here already nor next"
    empty = await phone.part(STEP, b"")
    assert empty.status_code in {409, 422}
    far = await phone.part(11 * 2**20)
    assert far.status_code == 422
    fat = await phone.part(STEP, bytes(300 * 1024))
    assert fat.status_code == 413


async def test_other_bytes_than_said_are_dropped(
    client: AsyncClient, cast: Cast, session: AsyncSession
) -> None:
    phone = Phone(client, await cast.headers("resident"), noisy())
    phone.photo = bytes(1000)
    await phone.part(0)
    answer = await phone.complete()
    assert (answer.status_code, answer.json()["code"]) == (422, "parts_differ")
    assert (await phone.progress()).json()["received_bytes"] == 0
    assert (await phone.complete()).json()["code"] == "part_out_of_place"
    assert await session.scalar(select(func.count()).select_from(File)) == 0


async def test_what_lacks_is_told(client: AsyncClient, cast: Cast) -> None:
    phone = Phone(client, await cast.headers("resident"), noisy())
    await phone.part(0)
    early = await phone.complete()
    assert (early.status_code, early.json()["code"]) == (409, "part_out_of_place")
    assert early.json()["received_bytes"] == STEP
    assert (await phone.part(STEP)).json()["received_bytes"] == 2 * STEP


async def test_what_is_no_photo_is_refused_whole(client: AsyncClient, cast: Cast) -> None:
    phone = Phone(client, await cast.headers("resident"), b"<svg/>" * 10)
    await phone.part(0)
    answer = await phone.complete()
    assert (answer.status_code, answer.json()["code"]) == (422, "not_a_photo")


async def test_parts_are_ones_own(client: AsyncClient, cast: Cast) -> None:
    mine = Phone(client, await cast.headers("resident"), noisy())
    theirs = Phone(client, await cast.headers("same_building"), noisy())
    await mine.part(0)
    assert (await theirs.progress()).json() == {"received_bytes": 0, "photo": None}
    assert (await theirs.complete()).status_code == 409


async def test_what_was_handed_in_whole_needs_no_parts(client: AsyncClient, cast: Cast) -> None:
    phone = Phone(client, await cast.headers("resident"), noisy())
    whole = await hand_in(client, cast, phone.photo)
    assert (await phone.progress()).json()["photo"]["id"] == whole.json()["id"]
    assert (await phone.complete()).json()["id"] == whole.json()["id"]


async def test_hoards_are_refused_and_old_parts_given_up(
    client: AsyncClient, cast: Cast, session: AsyncSession
) -> None:
    headers = await cast.headers("resident")
    for number in range(parts.MOST_UNFINISHED):
        assert (await Phone(client, headers, b"%d" % number).part(0)).status_code == 200
    one_more = await Phone(client, headers, b"more").part(0)
    assert (one_more.status_code, one_more.json()["code"]) == (409, "too_many_unfinished")
    await parts.give_up(session, utc_now() + parts.GIVEN_UP_AFTER - timedelta(minutes=1))
    assert await session.scalar(select(func.count()).select_from(FilePart)) == 24
    await parts.give_up(session, utc_now() + parts.GIVEN_UP_AFTER + timedelta(minutes=1))
    assert await session.scalar(select(func.count()).select_from(FilePart)) == 0

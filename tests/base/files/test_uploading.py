"""Handing in photos over HTTP, and the signed addresses that show them."""

from datetime import timedelta
from io import BytesIO

import time_machine
from httpx import AsyncClient, Response
from PIL import Image
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.files.models import File
from shequ_api.kit.clock import utc_now
from tests.base.files.pictures import encoded
from tests.cast import Cast

URL = "/api/v1/files"


def jpeg(colour: str = "teal") -> bytes:
    buffer = BytesIO()
    Image.new("RGB", (120, 80), colour).save(buffer, "JPEG")
    return buffer.getvalue()


async def hand_in(
    client: AsyncClient, cast: Cast, content: bytes, by: str = "resident"
) -> Response:
    files = {"file": ("photo.jpg", content, "image/jpeg")}
    return await client.post(URL, files=files, headers=await cast.headers(by))


async def test_the_same_photo_twice_is_one_file_and_each_person_has_their_own(
    client: AsyncClient, cast: Cast
) -> None:
    first = await hand_in(client, cast, jpeg())
    assert first.status_code == 201, first.text
    assert (first.json()["width"], first.json()["media_type"]) == (120, "image/jpeg")
    again = await hand_in(client, cast, jpeg())
    assert again.json()["id"] == first.json()["id"]
    others = await hand_in(client, cast, jpeg(), by="same_building")
    assert others.json()["id"] != first.json()["id"]


async def test_bombs_and_what_is_no_photo_leave_nothing(
    client: AsyncClient, cast: Cast, session: AsyncSession
) -> None:
    for content, status, code in [
        (encoded(Image.new("1", (13_000, 13_000)), "PNG"), 422, "photo_has_too_many_pixels"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", 422, "not_a_photo"),
        (b"", 422, "not_a_photo"),
        (b"x" * (10 * 1024 * 1024 + 1), 413, "photo_too_large"),
        (b"x" * (11 * 1024 * 1024), 413, "too_large"),
    ]:
        answer = await hand_in(client, cast, content)
        assert (answer.status_code, answer.json()["code"]) == (status, code)
    headers = await cast.headers("resident")
    nothing = await client.post(URL, json={"file": "x"}, headers=headers)
    assert nothing.status_code == 422
    anonymous = await client.post(URL, files={"file": ("a.jpg", jpeg(), "image/jpeg")})
    assert anonymous.status_code == 401
    assert await session.scalar(select(func.count()).select_from(File)) == 0


async def test_an_address_shows_one_photo_for_a_while(client: AsyncClient, cast: Cast) -> None:
    url = (await hand_in(client, cast, jpeg())).json()["url"]
    shown = await client.get(url)
    assert shown.status_code == 200
    assert shown.headers["content-type"] == "image/jpeg"
    assert shown.headers["cache-control"] == "private, no-cache"
    other = (await hand_in(client, cast, jpeg("navy"))).json()["id"]
    swapped = url.replace(url.split("/")[4], other)
    longer = url.replace("until=", "until=9")
    for forged in (swapped, longer, url[:-4] + "AAAA", url.replace("code=", "code=%20")):
        assert (await client.get(forged)).status_code in {404, 422}, forged
    with time_machine.travel(utc_now() + timedelta(minutes=31), tick=True):
        assert (await client.get(url)).status_code == 404


async def test_an_upload_with_a_key_is_answered_all_the_same(
    client: AsyncClient, cast: Cast
) -> None:
    headers = await cast.headers("resident") | {"Idempotency-Key": "photo-1"}
    files = {"file": ("photo.jpg", jpeg(), "image/jpeg")}
    first = await client.post(URL, files=files, headers=headers)
    again = await client.post(URL, files=files, headers=headers)
    assert first.status_code == again.status_code == 201, first.text
    assert first.json()["id"] == again.json()["id"]

"""Documents over HTTP: what is taken in, what is refused, and what is left of it."""

from io import BytesIO
from urllib.parse import unquote
from uuid import UUID

import pytest
from httpx import AsyncClient, Response
from pypdf import PdfReader
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.files.documents import MAX_BYTES, cleaned
from shequ_api.base.files.erasing import erase_photos
from shequ_api.base.files.models import File
from shequ_api.kit.clock import utc_now
from tests.base.files.papers import (
    AUTHOR,
    HOSTILE,
    calling,
    paper,
    signed_by_people,
    with_a_font_called,
)
from tests.cast import Cast

URL = "/api/v1/documents"


async def hand_in(
    client: AsyncClient,
    cast: Cast,
    content: bytes,
    title: str | None = "收支明细.pdf",
    by: str = "resident",
) -> Response:
    files = {"file": ("whatever.png", content, "image/png")}
    data = {} if title is None else {"title": title}
    return await client.post(URL, files=files, data=data, headers=await cast.headers(by))


async def test_a_document_is_kept_under_its_title_and_the_same_is_one(
    client: AsyncClient, cast: Cast
) -> None:
    first = await hand_in(client, cast, paper(50))
    assert first.status_code == 201, first.text
    told = first.json()
    assert (told["title"], told["pages"], told["media_type"]) == (
        "收支明细",
        50,
        "application/pdf",
    )
    assert (await hand_in(client, cast, paper(50))).json()["id"] == told["id"]
    other = (await hand_in(client, cast, paper(50), "收支明细（更正）")).json()
    assert other["id"] != told["id"], "what hangs somewhere under a title keeps it"
    theirs = await hand_in(client, cast, paper(50), by="same_building")
    assert theirs.json()["id"] not in (told["id"], other["id"])
    shown = await client.get(told["url"])
    assert shown.status_code == 200
    assert shown.headers["content-type"] == "application/pdf"
    assert shown.headers["x-content-type-options"] == "nosniff"
    kind, _, name = shown.headers["content-disposition"].partition("; filename*=UTF-8''")
    assert (kind, unquote(name)) == ("attachment", "收支明细.pdf")
    pages = PdfReader(BytesIO(shown.content)).pages
    assert (len(pages), pages[49].extract_text().strip()) == (50, "hello 49")
    assert pages[0]["/Annots"][0].get_object()["/A"]["/URI"] == "https://example.org/"  # type: ignore[index]
    assert len(shown.content) == told["size_bytes"]


async def test_whoever_wrote_it_stays_behind(client: AsyncClient, cast: Cast) -> None:
    raw = signed_by_people()
    assert raw.count(AUTHOR.encode()) >= 4
    url = (await hand_in(client, cast, raw)).json()["url"]
    content = (await client.get(url)).content
    assert AUTHOR.encode() not in content
    reader = PdfReader(BytesIO(content))
    assert (reader.metadata, reader.xmp_metadata) == (None, None)
    assert reader.pages[0]["/Annots"][0].get_object()["/Contents"] == "hello"  # type: ignore[index]
    assert [each.image is not None for each in reader.pages[0].images] == [True, True]
    assert reader.pages[0].extract_text().strip() == "hello 0"


@pytest.mark.parametrize("code", HOSTILE)
async def test_what_does_more_than_show_pages_is_refused(
    client: AsyncClient, cast: Cast, session: AsyncSession, code: str
) -> None:
    for content in HOSTILE[code]():
        answer = await hand_in(client, cast, content)
        assert (answer.status_code, answer.json()["code"]) == (422, code), content[:60]
        assert answer.json()["title"]
    assert await session.scalar(select(func.count()).select_from(File)) == 0


async def test_a_page_does_nothing_when_it_is_opened(client: AsyncClient, cast: Cast) -> None:
    answer = await hand_in(client, cast, calling())
    assert answer.status_code == 201, answer.text
    content = (await client.get(answer.json()["url"])).content
    assert b"/AA" not in content and PdfReader(BytesIO(content)).get_num_pages() == 1


async def test_fonts_may_be_called_anything(client: AsyncClient, cast: Cast) -> None:
    answer = await hand_in(client, cast, with_a_font_called("AF"))
    assert answer.status_code == 201, answer.text


async def test_ten_megabytes_and_a_title(client: AsyncClient, cast: Cast) -> None:
    large = await hand_in(client, cast, b"%PDF-" + bytes(MAX_BYTES))
    assert (large.status_code, large.json()["code"]) == (413, "document_too_large")
    for title in (None, "", "长" * 256):
        assert (await hand_in(client, cast, paper(), title)).status_code == 422


async def test_a_document_is_no_photo_and_can_be_erased(
    client: AsyncClient, cast: Cast, session: AsyncSession
) -> None:
    told = (await hand_in(client, cast, paper())).json()
    headers = await cast.headers("resident")
    body = {"file": ("a.jpg", paper(), "image/jpeg")}
    refused = await client.post("/api/v1/files", files=body, headers=headers)
    assert refused.json()["code"] == "not_a_photo"
    mine = (await client.get("/api/v1/me/personal-data", headers=headers)).text
    assert told["id"] in mine
    assert told["title"] in mine
    await erase_photos(session, File.id == UUID(told["id"]), now=utc_now())
    assert (await client.get(told["url"])).status_code == 404
    assert "收支明细" not in (await client.get("/api/v1/me/personal-data", headers=headers)).text
    again = (await hand_in(client, cast, paper())).json()
    assert again["id"] != told["id"]


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("报表.PDF", "报表"),
        ("../../etc/passwd", "etc passwd"),
        ('a"; filename=b.exe\r\nX: y', "a ; filename=b.exe X y"),
        ("表\u202efdp.exe", "表 fdp.exe"),
        (".pdf", "文件"),
        ("长" * 255, "长" * 80),
    ],
)
def test_a_title_is_a_file_name_everywhere(said: str, kept: str) -> None:
    assert cleaned(said) == kept

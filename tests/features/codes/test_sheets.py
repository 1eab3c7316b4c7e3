"""Batches, images, sheets and mini-program codes over HTTP."""

from io import BytesIO
from typing import Any

import pytest
import zxingcpp
from PIL import Image
from pypdf import PdfReader

from tests.cast import HOME, NEIGHBOUR, Cast
from tests.features.codes.conftest import BUILDING, COMPOUND, Office
from tests.serving import Hand

PICTURE = "/wxa/getwxacodeunlimit"


@pytest.fixture
def at(cast: Cast) -> str:
    return f"/compounds/{cast.places[COMPOUND]}"


def read(picture: bytes) -> str:
    found = zxingcpp.read_barcode(Image.open(BytesIO(picture)).convert("L"))
    assert found is not None
    return str(found.text)


async def test_a_batch_goes_on_until_nothing_remains(office: Office, at: str) -> None:
    await office.code()
    told = []
    for _ in range(4):
        answer = await office.post("community_worker", f"{at}/code-batches", limit=2)
        assert answer.status_code == 201
        told.append(answer.json())
    assert told == [
        {"issued": 2, "existing": 1, "remaining": 1},
        {"issued": 1, "existing": 3, "remaining": 0},
        {"issued": 0, "existing": 4, "remaining": 0},
        {"issued": 0, "existing": 4, "remaining": 0},
    ]
    listed = (await office.get("community_worker", "/place-codes")).json()["items"]
    assert sorted(item["place_name"] for item in listed) == [
        "东苑1栋",
        "东苑1栋1单元",
        "东苑2栋",
        "东苑2栋1单元",
    ]
    assert len({item["code"] for item in listed}) == 4


async def test_a_batch_fills_what_was_revoked(office: Office, at: str) -> None:
    kinds = {"kinds": ["building"]}
    await office.post("community_worker", f"{at}/code-batches", **kinds)
    await office.revoke(await office.code())
    answer = await office.post("community_worker", f"{at}/code-batches", **kinds)
    assert answer.json() == {"issued": 1, "existing": 1, "remaining": 0}


@pytest.mark.parametrize(
    "body",
    [{"limit": 0}, {"limit": 201}, {"kinds": []}, {"kinds": ["dwelling"]}, {"kinds": ["unit"] * 3}],
)
async def test_a_batch_is_bounded(office: Office, at: str, body: dict[str, Any]) -> None:
    answer = await office.post("community_worker", f"{at}/code-batches", **body)
    assert answer.status_code == 422


@pytest.mark.parametrize(
    ("who", "place", "status"),
    [
        ("resident", COMPOUND, 404),
        ("micro_grid_worker", COMPOUND, 404),
        ("partner", COMPOUND, 403),
        ("far_community_worker", COMPOUND, 404),
        ("community_worker", BUILDING, 422),
        ("community_worker", HOME, 422),
        ("community_worker", f"{NEIGHBOUR}-c1", 404),
        ("district_administrator", f"{NEIGHBOUR}-c1", 201),
    ],
)
async def test_who_issues_a_batch(
    office: Office, cast: Cast, who: str, place: str, status: int
) -> None:
    path = f"/compounds/{cast.places[place]}/code-batches"
    assert (await office.post(who, path)).status_code == status


async def test_a_sheet_holds_a_plate_for_each_live_code(office: Office, at: str) -> None:
    await office.post("community_worker", f"{at}/code-batches")
    old = await office.code()
    new = (await office.replace(old)).json()
    sheet = await office.get("community_worker", f"{at}/code-sheet")
    assert sheet.status_code == 200
    assert sheet.headers["content-type"] == "application/pdf"
    text = "".join(page.extract_text() for page in PdfReader(BytesIO(sheet.content)).pages)
    assert text.count("微信扫一扫") == 4
    for said in ("致强社区居委会 东苑 楼栋码", "东苑2栋1单元", new["code"]):
        assert said in text
    assert old["code"] not in text
    assert text.index("东苑2栋") < text.index("东苑1栋1单元"), "buildings before units"
    units = await office.get("community_worker", f"{at}/code-sheet", kind="unit")
    text = "".join(page.extract_text() for page in PdfReader(BytesIO(units.content)).pages)
    assert text.count("微信扫一扫") == 2


async def test_nothing_to_print(office: Office, at: str) -> None:
    answer = await office.get("community_worker", f"{at}/code-sheet")
    assert (answer.status_code, answer.json()["code"]) == (409, "nothing_to_print")
    await office.code()
    second = await office.get("community_worker", f"{at}/code-sheet", number=2)
    assert second.status_code == 409
    assert (await office.get("partner", f"{at}/code-sheet")).status_code == 403
    assert (await office.get("resident", f"{at}/code-sheet")).status_code == 404


async def test_images_say_the_address(office: Office) -> None:
    code = await office.code()
    path = f"/place-codes/{code['id']}/image"
    png = await office.get("micro_grid_worker", path, format="png", scale=5)
    assert (png.status_code, png.headers["content-type"]) == (200, "image/png")
    assert read(png.content) == code["url"]
    svg = await office.get("micro_grid_worker", path)
    assert svg.headers["content-type"] == "image/svg+xml"
    assert svg.content.startswith(b"<?xml")
    assert "default-src 'none'" in svg.headers["content-security-policy"]


@pytest.mark.parametrize("query", [{"format": "gif"}, {"scale": 0}, {"scale": 41}, {"format": ""}])
async def test_images_are_bounded(office: Office, query: dict[str, Any]) -> None:
    code = await office.code()
    path = f"/place-codes/{code['id']}/image"
    assert (await office.get("community_worker", path, **query)).status_code == 422


@pytest.mark.parametrize("kind", ["image", "wxa-code"])
async def test_only_live_codes_are_drawn_and_only_for_staff_there(
    office: Office, kind: str
) -> None:
    old = await office.code()
    path = f"/place-codes/{old['id']}/{kind}"
    for who, status in (("resident", 404), ("partner", 403), ("next_micro_worker", 404)):
        assert (await office.get(who, path)).status_code == status
    new = (await office.replace(old)).json()
    answer = await office.get("community_worker", path)
    assert (answer.status_code, answer.json()["code"]) == (409, "code_not_live")
    await office.revoke(new)
    assert (
        await office.get("community_worker", f"/place-codes/{new['id']}/{kind}")
    ).status_code == 409


async def test_wechat_draws_the_scene(office: Office, hand: Hand) -> None:
    code = await office.code()
    before = await hand.calls(PICTURE)
    path = f"/place-codes/{code['id']}/wxa-code"
    answer = await office.get("community_worker", path, width=300)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "image/jpeg")
    assert Image.open(BytesIO(answer.content)).size == (300, 300)
    assert read(answer.content) == code["code"], "the scene is the code itself"
    assert await hand.calls(PICTURE) == before + 1
    assert (await office.get("community_worker", path, width=279)).status_code == 422


@pytest.mark.parametrize("kind", ["garbage", "status", "redirect"])
async def test_wechat_on_a_bad_day(office: Office, hand: Hand, kind: str) -> None:
    code = await office.code()
    path = f"/place-codes/{code['id']}/wxa-code"
    await hand.mishap(kind, path=PICTURE)
    answer = await office.get("community_worker", path)
    assert (answer.status_code, answer.json()["code"]) == (503, "wechat_unavailable")
    assert (await office.get("community_worker", path)).status_code == 200

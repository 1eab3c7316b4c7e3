"""What stands beside the API: the page for browsers, and WeChat's proof of the domain."""

import base64
import hashlib
import re
from collections.abc import AsyncIterator

import pytest
from httpx import AsyncClient
from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.places.models import Place
from shequ_api.features.codes.address import PublicAddress
from shequ_api.kit.http.parts import Parts
from tests.cast import MEMBERS, Cast
from tests.features.codes.conftest import BUILDING, Office


@pytest.fixture
async def proof(parts: Parts) -> AsyncIterator[None]:
    kept = parts.get(PublicAddress)
    parts.add(PublicAddress("https://sq.example.cn/", {"Ab12.txt": "c0ffee", "Cd34": "tea"}))
    yield
    parts.add(kept)


async def test_a_browser_sees_the_place_and_nobody(client: AsyncClient, office: Office) -> None:
    code = await office.code()
    answer = await client.get(f"/q/{code['code']}")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    for said in ("致强社区", "东苑1栋", "东苑1栋微网格", "码上办", "微信扫一扫"):
        assert said in answer.text
    assert 'lang="zh-CN"' in answer.text
    assert "width=device-width" in answer.text
    canaries = [canary for member in MEMBERS for canary in (member.name, member.phone)]
    assert not [canary for canary in canaries if canary in answer.text]
    assert answer.headers["cache-control"] == "no-store"


async def test_only_the_pages_own_style_is_allowed(client: AsyncClient, office: Office) -> None:
    code = await office.code()
    for path, status in ((code["code"], 200), ("A" * 25, 404)):
        answer = await client.get(f"/q/{path}")
        assert answer.status_code == status
        (style,) = re.findall(r"<style>(.*?)</style>", answer.text, re.DOTALL)
        digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
        policy = answer.headers["content-security-policy"]
        assert policy.startswith(f"default-src 'none'; style-src 'sha256-{digest}'; ")
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy
        assert not re.search(r"<script|<img|<link|<iframe|style=|https?://", answer.text)
        assert not re.search(r"\bon\w+=", answer.text)


async def test_known_and_unknown_see_the_same_page(
    client: AsyncClient, office: Office, cast: Cast
) -> None:
    code = await office.code()
    plain = await client.get(f"/q/{code['code']}")
    headers = {"Authorization": "Bearer nonsense"}
    assert (await client.get(f"/q/{code['code']}", headers=headers)).text == plain.text


async def test_forged_and_revoked_get_one_page(client: AsyncClient, office: Office) -> None:
    code = await office.code()
    await office.revoke(code)
    pages = [
        await client.get(f"/q/{path}")
        for path in (code["code"], "A" * 25, "x", "%00", "A" * 3000, "%ff", "Ａ" * 25)
    ]
    assert {page.status_code for page in pages} == {404}
    assert len({page.text for page in pages}) == 1
    assert "无法识别" in pages[0].text
    assert code["code"] not in pages[0].text


async def test_names_are_text(
    client: AsyncClient, office: Office, cast: Cast, session: AsyncSession
) -> None:
    code = await office.code()
    name = "<script>alert('1')</script>$title&amp;\""
    await session.execute(
        update(Place).where(Place.id == cast.places[BUILDING]).values(full_name=name)
    )
    await session.commit()
    page = (await client.get(f"/q/{code['code']}")).text
    assert "<script" not in page
    assert "&lt;script&gt;alert(&#x27;1&#x27;)&lt;/script&gt;$title&amp;amp;&quot;" in page


@pytest.mark.usefixtures("proof")
async def test_wechat_finds_its_proof(client: AsyncClient) -> None:
    for name, content in (("Ab12", "c0ffee"), ("Cd34", "tea")):
        answer = await client.get(f"/q/{name}.txt")
        assert (answer.status_code, answer.text) == (200, content)
        assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    for name in ("ab12", "other", "Ab12.txt", "..", "a" * 200):
        assert (await client.get(f"/q/{name}.txt")).status_code in {404, 422}


@pytest.mark.usefixtures("proof")
async def test_plates_carry_the_public_address(office: Office) -> None:
    code = await office.code()
    assert code["url"] == f"https://sq.example.cn/q/{code['code']}"
    assert (await office.scan(code["url"])).status_code == 201
    assert (await office.scan(f"http://127.0.0.1:8000/q/{code['code']}")).status_code == 404


async def test_pages_are_not_in_the_document(client: AsyncClient) -> None:
    paths = (await client.get("/openapi.json")).json()["paths"]
    assert "/api/v1/scans" in paths
    assert not [path for path in paths if path.startswith("/q")]

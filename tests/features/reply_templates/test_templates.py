"""Templates are checked when they are saved, changed by version, and filled for a ticket."""

from typing import Any

import pytest
from httpx import AsyncClient, Response

from tests.cast import Cast
from tests.features.tickets.conftest import TicketMaker, file_ticket

__all__ = ["file_ticket"]
API = "/api/v1/reply-templates"


async def make(
    client: AsyncClient, cast: Cast, text: str, by: str = "community_worker"
) -> Response:
    body = {"title": "已受理", "text": text, "service_code": "environment"}
    return await client.post(API, json=body, headers=await cast.headers(by))


async def made(client: AsyncClient, cast: Cast, text: str, **by: str) -> dict[str, Any]:
    answer = await make(client, cast, text, **by)
    assert answer.status_code == 201, answer.text
    template: dict[str, Any] = answer.json()
    return template


@pytest.mark.parametrize(
    "text", ["{name}您好", "{place", "place}", "{{place}}", "{}", "{place.x}", "{place!r}", "{0}"]
)
async def test_what_could_not_be_filled_is_refused(
    client: AsyncClient, cast: Cast, text: str
) -> None:
    answer = await make(client, cast, text)
    assert (answer.status_code, answer.json()["code"]) == (422, "reply_placeholder_unknown")
    assert "place" in answer.json()["placeholders"]


async def test_a_template_is_filled_for_a_ticket(
    client: AsyncClient, cast: Cast, file_ticket: TicketMaker
) -> None:
    ticket = await file_ticket()
    template = await made(
        client, cast, "{community}反馈：您在{place}反映的“{service}”已受理。{handler}"
    )
    path = f"/api/v1/tickets/{ticket['id']}/reply-drafts/{template['id']}"
    draft = await client.get(path, headers=await cast.headers("micro_grid_worker"))
    assert draft.json() == {
        "text": f"致强社区居委会反馈：您在{ticket['place_name']}反映的“环境卫生”已受理。甲微格"
    }
    foreign = await client.get(path, headers=await cast.headers("far_community_worker"))
    assert foreign.status_code == 404


async def test_it_is_changed_by_whoever_saw_its_last_version(
    client: AsyncClient, cast: Cast
) -> None:
    template = await made(client, cast, "已受理")
    headers, path = await cast.headers("community_worker"), f"{API}/{template['id']}"
    got = await client.get(path, headers=headers)
    body = {"title": "已受理", "text": "已受理，{place}"}
    blind = await client.put(path, json=body, headers=headers)
    assert blind.status_code == 428
    match = headers | {"If-Match": got.headers["etag"]}
    changed = await client.put(path, json=body, headers=match)
    assert (changed.status_code, changed.json()["service_code"]) == (200, None)
    assert (await client.put(path, json=body, headers=match)).status_code == 412
    unfit = body | {"service_code": "nothing"}
    latest = headers | {"If-Match": changed.headers["etag"]}
    answer = await client.put(path, json=unfit, headers=latest)
    assert answer.json()["code"] == "reply_template_service_unknown"


async def test_those_of_above_are_offered_and_not_changed_below(
    client: AsyncClient, cast: Cast
) -> None:
    districts = await made(client, cast, "区里统一答复", by="district_administrator")
    own = await made(client, cast, "社区答复")
    far = await made(client, cast, "别的社区", by="far_community_worker")
    headers = await cast.headers("community_worker")
    offered = [each["id"] for each in (await client.get(API, headers=headers)).json()["items"]]
    assert (own["id"] in offered, districts["id"] in offered, far["id"] in offered) == (
        True,
        True,
        False,
    )
    match = headers | {"If-Match": '"v1"'}
    body = {"title": "改", "text": "改"}
    theirs = await client.put(f"{API}/{districts['id']}", json=body, headers=match)
    assert theirs.status_code == 404
    city = await make(client, cast, "全市", by="city_administrator")
    assert city.status_code == 403


async def test_what_is_retired_is_neither_offered_nor_changed_nor_filled(
    client: AsyncClient, cast: Cast, file_ticket: TicketMaker
) -> None:
    ticket, template = await file_ticket(), await made(client, cast, "已受理")
    headers = await cast.headers("community_worker")
    for _ in range(2):
        gone = await client.post(f"{API}/{template['id']}/retirement", headers=headers)
        assert gone.status_code == 200
    path = f"/api/v1/tickets/{ticket['id']}/reply-drafts/{template['id']}"
    draft = await client.get(path, headers=headers)
    assert (draft.status_code, draft.json()["code"]) == (409, "reply_template_retired")
    match = headers | {"If-Match": gone.headers["etag"]}
    body = {"title": "改", "text": "改"}
    changed = await client.put(f"{API}/{template['id']}", json=body, headers=match)
    assert changed.json()["code"] == "reply_template_retired"
    offered = (await client.get(API, headers=headers)).json()["items"]
    assert template["id"] not in [each["id"] for each in offered]
    kept = (await client.get(f"{API}?retired=true", headers=headers)).json()["items"]
    assert template["id"] in [each["id"] for each in kept]

"""Writing what a place offers: what fits, what does not, and whose draft counts."""

from typing import Any

import pytest
from sqlalchemy import select, text, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.registry import Registry
from shequ_api.features.five_codes.models import CatalogueEdition
from shequ_api.features.tickets.public import Service
from shequ_api.kit.clock import utc_now
from shequ_api.kit.http.parts import Parts
from tests.cast import HOME
from tests.features.five_codes.conftest import (
    BUILDING,
    DISTRICT,
    ENTRY,
    NOTHING,
    SUBDISTRICT,
    Press,
)


async def test_from_nothing_to_published(press: Press) -> None:
    first = await press.ask("community_worker", "GET", press.path())
    begun = first.json()
    assert (begun["version"], begun["edition"], begun["published"]) == (0, 0, None)
    assert begun["draft"] == NOTHING
    assert "tickets.report" in begun["inherited"]
    drafted = await press.draft(ENTRY, hidden=["card_gifts.give"])
    assert (drafted.status_code, drafted.json()["changed"]) == (200, True)
    assert "lights" not in await press.keys("resident"), "a draft is nobody's front door"
    told = (await press.publish()).json()
    assert (told["edition"], told["changed"], told["published"]) == (1, False, told["draft"])
    assert (await press.keys("resident"))[0] == "lights"
    again = await press.publish()
    assert (again.status_code, again.json()["code"]) == (409, "catalogue_unchanged")
    [line] = (await press.ask("district_administrator", "GET", "/five-code-catalogues")).json()[
        "items"
    ]
    assert (line["place_name"], line["edition"], line["changed"]) == ("致强社区居委会", 1, False)


@pytest.mark.parametrize(
    ("change", "pointer", "code"),
    [
        ({"action": "no.such"}, "/entries/0/action", "action_unknown"),
        ({"parameters": {"colour": "red"}}, "/entries/0/parameters/colour", "parameter_unknown"),
        (
            {"parameters": {"service_code": "no_such"}},
            "/entries/0/parameters/service_code",
            "parameter_unfit",
        ),
        (
            {"action": "mall.goods", "parameters": {"category": "no_such"}},
            "/entries/0/parameters/category",
            "parameter_unfit",
        ),
    ],
)
async def test_what_no_module_offers(
    press: Press, change: dict[str, Any], pointer: str, code: str
) -> None:
    refused = await press.draft({**ENTRY, **change})
    assert (refused.status_code, refused.json()["code"]) == (422, "catalogue_unfit")
    [fault] = refused.json()["errors"]
    assert (fault["pointer"], fault["code"]) == (pointer, code)


@pytest.mark.parametrize(
    "change",
    [
        {"entries": [ENTRY, ENTRY]},
        {"entries": [{**ENTRY, "key": "Not a key"}]},
        {"entries": [{**ENTRY, "audience": []}]},
        {"entries": [{**ENTRY, "position": -1}]},
        {"entries": [{**ENTRY, "starts_on": "2026-11-02", "ends_on": "2026-11-01"}]},
        {"entries": [{**ENTRY, "colour": "red"}]},
    ],
)
async def test_what_does_not_fit(press: Press, change: dict[str, Any]) -> None:
    etag = '"v0"'
    refused = await press.ask(
        "community_worker", "PUT", press.path(), etag=etag, json={**NOTHING, **change}
    )
    assert refused.status_code == 422


async def test_a_category_that_went_is_not_published(press: Press, session: AsyncSession) -> None:
    assert (await press.draft(ENTRY)).status_code == 200
    gone = update(Service).where(Service.code == "environment").values(retired_at=utc_now())
    await session.execute(gone)
    await session.commit()
    refused = await press.publish()
    assert (refused.status_code, refused.json()["code"]) == (422, "catalogue_unfit")


async def test_who_wrote_last_is_told_of(press: Press) -> None:
    one = await press.ask("community_worker", "PUT", press.path(), etag='"v0"', json=NOTHING)
    assert (one.status_code, one.headers["etag"]) == (200, '"v1"')
    late = await press.ask("district_administrator", "PUT", press.path(), etag='"v0"', json=NOTHING)
    assert late.status_code == 412
    assert (
        await press.ask("community_worker", "PUT", press.path(), json=NOTHING)
    ).status_code == 428
    unseen = await press.ask("community_worker", "POST", press.path(rest="/publication"))
    assert unseen.status_code == 428


async def test_only_of_a_community_or_above(press: Press) -> None:
    path = press.path(BUILDING)
    refused = await press.ask("community_worker", "GET", path)
    assert (refused.status_code, refused.json()["code"]) == (422, "catalogue_place_unfit")


async def test_editions_stay(press: Press, session: AsyncSession) -> None:
    await press.put_out(ENTRY)
    await press.put_out({**ENTRY, "title": "路灯不亮"})
    lines = (await press.ask("community_worker", "GET", press.path(rest="/editions"))).json()
    assert [line["number"] for line in lines["items"]] == [2, 1]
    assert lines["items"][0]["published_by"] == "甲*工"
    path = press.path(rest="/editions/1")
    first = (await press.ask("community_worker", "GET", path)).json()["content"]
    assert first["entries"][0]["title"] == "路灯报修"
    taken_up = await press.draft(*first["entries"], inherits=first["inherits"])
    assert taken_up.json()["draft"] == first
    nothing = await press.ask("community_worker", "GET", press.path(rest="/editions/9"))
    assert nothing.status_code == 404
    edition = (await session.scalars(select(CatalogueEdition))).first()
    assert edition is not None
    with pytest.raises(DBAPIError):
        async with session.begin_nested():
            await session.execute(text("UPDATE five_code_editions SET number = 7"))


async def test_a_preview_is_of_the_draft(press: Press) -> None:
    await press.put_out({**ENTRY, "title": "区里的", "position": 5}, place=DISTRICT)
    await press.draft({**ENTRY, "key": "for_workers", "audience": ["worker"]})

    async def seen(**query: str) -> dict[str, str]:
        path = press.path(rest="/preview")
        answer = await press.ask("community_worker", "GET", path, params=query)
        [head] = [one for one in answer.json()["heads"] if one["key"] == "handle"]
        return {entry["key"]: entry["title"] for entry in head["actions"]}

    assert "for_workers" not in (mine := await seen())
    assert mine["lights"] == "区里的"
    assert "for_workers" in await seen(viewer="worker")
    assert "patrol_tasks.today" in await seen(viewer="worker")
    assert "patrol_tasks.today" not in await seen(viewer="worker", role="partner")


async def test_all_that_modules_offer(press: Press, parts: Parts) -> None:
    offered = (await press.ask("community_worker", "GET", "/five-code-actions")).json()["items"]
    assert [one["key"] for one in offered] == [one.key for one in parts.get(Registry).actions]
    [report] = [one for one in offered if one["key"] == "tickets.report"]
    assert (report["filled"], report["takes"]) == (["place_id"], ["service_code"])
    assert report["identity_level"] == 0
    assert max(one["identity_level"] for one in offered) > 0


async def test_who_manages(press: Press) -> None:
    assert (await press.ask("resident", "GET", press.path())).status_code == 404
    assert (await press.ask("far_community_worker", "GET", press.path())).status_code == 404
    assert (await press.ask("micro_grid_worker", "GET", press.path(HOME))).status_code == 404
    above = await press.ask("subdistrict_administrator", "GET", press.path(HOME))
    assert above.status_code == 200, "who is above may write for a community, too"
    of_district = await press.ask("subdistrict_administrator", "GET", press.path(DISTRICT))
    assert of_district.status_code == 404
    assert (await press.draft(ENTRY, place=SUBDISTRICT)).status_code == 200

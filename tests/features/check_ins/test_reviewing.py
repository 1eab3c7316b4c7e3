"""Check-ins with too little evidence: the queue, the worker's word, another's judgement."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest
from httpx import ASGITransport, AsyncClient
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.app import create_app, gather_parts
from shequ_api.base.events.models import Event
from shequ_api.features.check_ins.models import CheckIn
from shequ_api.kit.clock import CHINA, utc_now
from shequ_api.kit.db import Database
from shequ_api.kit.embedded import Embedded
from shequ_api.kit.http.parts import Parts
from shequ_api.kit.ids import new_id
from shequ_api.kit.outbound import Outbound
from tests.cast import Cast
from tests.conftest import WORKER, clone, settings_for_tests
from tests.features.patrols.field import Field, position

ACCEPTED = {"decision": "accepted", "note": "已电话核实"}
REJECTED = {"decision": "rejected", "note": "人不在现场"}


async def doubtful(field: Field, who: str = "micro_grid_worker", **changes: Any) -> dict[str, Any]:
    """A check-in that waits for a review."""
    body = field.check_in_body(mocked=True, device_at=utc_now().isoformat(), **changes)
    answer = await field.check_in(body, who=who)
    assert (answer.status_code, answer.json()["review_state"]) == (201, "waiting"), answer.text
    return dict(answer.json())


async def review(
    field: Field, check_in: dict[str, Any], who: str = "community_worker", **said: Any
) -> tuple[int, str]:
    path = f"/check-ins/{check_in['id']}/review"
    answer = await field.ask(who, "PUT", path, json=said or ACCEPTED)
    body = answer.json()
    return answer.status_code, body.get("code") or body["review_state"]


async def explain(
    field: Field,
    check_in: dict[str, Any],
    said: str = "车库没有信号",
    who: str = "micro_grid_worker",
) -> tuple[int, str | None]:
    path = f"/check-ins/{check_in['id']}/explanation"
    answer = await field.ask(who, "PUT", path, json={"explanation": said})
    return answer.status_code, answer.json().get("code")


async def queue(field: Field, who: str = "community_worker") -> list[str]:
    listed = await field.got(who, "/check-ins", view="review")
    return [line["id"] for line in listed["items"]]


async def test_the_queue(field: Field) -> None:
    await field.check_in(field.check_in_body())
    first, second = await doubtful(field), await doubtful(field)
    assert await queue(field) == [second["id"], first["id"]]
    assert await queue(field, "general_grid_worker") == [second["id"], first["id"]]
    assert await queue(field, "far_community_worker") == []
    assert await review(field, first) == (200, "accepted")
    assert await review(field, second, **REJECTED) == (200, "rejected")
    assert await queue(field) == []
    seen = await field.got("micro_grid_worker", f"/check-ins/{second['id']}")
    assert (seen["review_state"], seen["review_note"]) == ("rejected", "人不在现场")
    assert seen["reviewed_at"] is not None
    assert seen["score"] == second["score"], "a judgement changes no measurement"


async def test_a_judgement_stands(field: Field, session: AsyncSession) -> None:
    check_in = await doubtful(field)
    for _ in range(2):
        assert await review(field, check_in) == (200, "accepted")
    assert await review(field, check_in, **REJECTED) == (409, "reviewed_already")
    assert await review(field, check_in, **ACCEPTED, who="grid_chief") == (409, "reviewed_already")
    told = await session.scalars(select(Event.facts).where(Event.name == "check_in_reviewed"))
    facts = told.one()
    assert (facts["accepted"], facts["score"]) == (True, check_in["score"])
    recorded = select(Event.facts).where(Event.name == "check_in_recorded")
    assert [it["waits_for_review"] for it in await session.scalars(recorded)] == [True]


async def test_who_reviews(field: Field) -> None:
    check_in = await doubtful(field)
    for who, refusal in (
        ("general_grid_worker", (403, "permission_missing")),
        ("micro_grid_worker", (403, "permission_missing")),
        ("resident", (404, "not_found")),
        ("far_community_worker", (404, "not_found")),
    ):
        assert await review(field, check_in, who) == refusal
    assert await review(field, check_in, decision="rejected") == (422, "note_needed")
    assert await review(field, check_in, decision="waiting") == (422, "malformed")
    plain = (await field.check_in(field.check_in_body())).json()
    assert await review(field, plain) == (409, "nothing_to_review")


async def test_nobody_reviews_their_own(field: Field, session: AsyncSession) -> None:
    """Somebody who walked a grid before they came to the office."""
    check_in = await doubtful(field)
    theirs = await session.get_one(CheckIn, check_in["id"])
    theirs.worker_id = field.cast.people["community_worker"]
    await session.commit()
    assert await review(field, check_in) == (403, "own_check_in")


async def test_the_workers_word(field: Field) -> None:
    check_in = await doubtful(field)
    for said in ("车库没有信号", "车库没有信号", "地下车库没有信号"):
        assert await explain(field, check_in, said) == (200, None)
    lines = (await field.got("community_worker", "/check-ins", view="review"))["items"]
    assert [line["explanation"] for line in lines] == ["地下车库没有信号"]
    assert await explain(field, check_in, who="next_micro_worker") == (404, "not_found")
    assert await explain(field, check_in, who="community_worker") == (404, "not_found")
    assert await explain(field, check_in, "") == (422, "malformed")
    await review(field, check_in)
    assert await explain(field, check_in, "还有话说") == (409, "reviewed_already")
    assert await explain(field, check_in, "地下车库没有信号") == (200, None), "the same again"
    plain = (await field.check_in(field.check_in_body())).json()
    assert await explain(field, plain) == (409, "nothing_to_review")


async def test_the_days_own_list(field: Field) -> None:
    """By when it was made, not by when it came; a day is one in China."""
    midnight = utc_now().astimezone(CHINA).replace(hour=0, minute=0, second=0, microsecond=0)
    made = []
    for at in (midnight - timedelta(seconds=1), midnight, utc_now(), midnight - timedelta(days=1)):
        answer = await field.check_in(field.check_in_body(device_at=at.isoformat()))
        made.append(answer.json()["id"])

    async def on(day: Any) -> list[str]:
        lines = await field.got("micro_grid_worker", "/me/check-ins", on=day.isoformat())
        return [line["id"] for line in lines["items"]]

    today = midnight.date()
    assert await on(today) == [made[2], made[1]]
    assert await on(today - timedelta(days=1)) == [made[0], made[3]]
    assert await on(today + timedelta(days=1)) == []
    refused = await field.ask(
        "micro_grid_worker", "GET", "/me/check-ins", params={"on": "9999-12-31"}
    )
    assert refused.status_code == 422


# --- several hands at once ------------------------------------------------------------------------


@pytest.fixture
async def busy(server: Embedded, template: str) -> AsyncIterator[Parts]:
    name = f"shequ_check_ins_{WORKER}_test"
    parts = gather_parts(settings_for_tests(), clone(server, template, name).app)
    yield parts
    await parts.get(Outbound).aclose()
    await parts.get(Database).close()


async def test_hands_at_once(busy: Parts) -> None:
    """Two spots at the same moment are noticed; one id is one check-in; one judgement stands."""
    cast = await Cast.found(busy)
    transport = ASGITransport(create_app(settings_for_tests(), busy))
    async with AsyncClient(transport=transport, base_url="http://testserver") as client:
        field = Field(client, cast)
        await field.got("micro_grid_worker", "/me/check-ins")
        await field.got("community_worker", "/check-ins")
        now = utc_now().isoformat()
        here = field.check_in_body(device_at=now)
        there = {**here, "position": position(latitude=30.75)}
        two = await asyncio.gather(field.check_in(here), field.check_in(there))
        codes = [reason["code"] for answer in two for reason in answer.json()["reasons"]]
        assert codes.count("too_fast") == 1, "the second to come sees the first"

        check_in_id = new_id()
        body = field.check_in_body(device_at=now, mocked=True)
        same = await asyncio.gather(
            *(field.check_in(body, check_in_id=check_in_id) for _ in range(6))
        )
        assert sorted(answer.status_code for answer in same) == [200] * 5 + [201]
        assert len({answer.text for answer in same}) == 1
        said = [ACCEPTED, REJECTED] * 3
        told = await asyncio.gather(*(review(field, {"id": check_in_id}, **it) for it in said))
        assert {status for status, _ in told} <= {200, 409}
        assert len({word for status, word in told if status == 200}) == 1
    async with busy.get(Database).sessions() as session:
        counted = select(func.count()).select_from(Event)
        assert await session.scalar(counted.where(Event.name == "check_in_recorded")) == 3
        assert await session.scalar(counted.where(Event.name == "check_in_reviewed")) == 1

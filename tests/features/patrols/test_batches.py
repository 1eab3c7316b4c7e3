"""Batches from a morning without a signal: each item for itself, and once."""

import asyncio
from typing import Any
from uuid import UUID

from httpx import Response
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.blocks.forms.models import Submission
from shequ_api.features.hazards.models import Hazard, HazardFinding
from shequ_api.features.patrols.models import Inspection
from shequ_api.features.tickets.models import Ticket
from shequ_api.kit.http.parts import Parts
from shequ_api.kit.ids import new_id
from tests.cast import HOME
from tests.features.patrols.field import NOBODY, OLD_HOSE, SOUND, Field
from tests.features.patrols.test_submitting import count, said
from tests.features.patrols.test_together import counted

WORKER = "micro_grid_worker"


async def send_all(field: Field, items: list[dict[str, Any]], who: str = WORKER) -> Response:
    return await field.ask(who, "POST", "/inspection-batches", json={"items": items})


def item(body: dict[str, Any], inspection_id: UUID | str | None = None) -> dict[str, Any]:
    return {"id": str(inspection_id or new_id()), "body": body}


async def test_one_bad_item_harms_no_other(field: Field, session: AsyncSession) -> None:
    sound, taken = await field.body(NOBODY), new_id()
    assert (await field.send(await field.body(SOUND), taken)).status_code == 201
    beyond = str(field.cast.places[f"{HOME}-c1-b2-u1-d101"])
    bad: list[tuple[dict[str, Any], int, str]] = [
        (await field.body({}), 422, "answers_unfit"),
        (await field.body(NOBODY | {"note": "长" * 501}), 422, "answers_unfit"),
        (sound | {"form_version_id": str(new_id())}, 422, "form_version_unknown"),
        (sound | {"place_id": beyond}, 404, "not_found"),
        (sound | {"check_in_id": str(new_id())}, 422, "check_in_unknown"),
        (sound | {"filled_at": "yesterday"}, 422, "malformed"),
        (sound | {"answers": None}, 422, "malformed"),
        (sound | {"weather": "sunny"}, 422, "malformed"),
        ({}, 422, "malformed"),
        (await field.body(SOUND | {"hazard_photos": [str(new_id())]}), 422, "photo_unknown"),
    ]
    items = [item(body) for body, _, _ in bad]
    alike = items[0]["id"]
    items += [item(sound, taken), item(sound), item(await field.body(OLD_HOSE)), item(sound)]
    answer = await send_all(field, items[::-1])
    assert answer.status_code == 201, answer.text
    told = answer.json()["items"]
    assert [each["id"] for each in told] == [each["id"] for each in items[::-1]]
    by_id = {each["id"]: each for each in told}
    for one, (_, status, code) in zip(items, bad, strict=False):
        found = by_id[one["id"]]
        assert (found["status"], found["problem"]["code"]) == (status, code), found
        assert found["receipt"] is None
    single = await field.ask(WORKER, "PUT", f"/inspections/{alike}", json=items[0]["body"])
    assert single.json()["errors"] == by_id[alike]["problem"]["errors"], "as by itself"
    assert by_id[str(taken)]["problem"]["code"] == "submission_differs"
    good = [by_id[each["id"]] for each in items[-3:]]
    assert [each["status"] for each in good] == [201] * 3
    assert good[1]["receipt"]["ticket_id"]
    assert await count(session, Inspection) == await count(session, Submission) == 4
    assert await count(session, Ticket) == 1
    again = await send_all(field, items)
    assert [each["status"] for each in again.json()["items"][-3:]] == [200] * 3
    assert await count(session, Inspection) == 4


async def test_one_id_twice_in_a_batch(field: Field) -> None:
    twin, body = new_id(), await field.body(NOBODY)
    items = [item(body, twin), item(body, twin), item(body | {"answers": SOUND}, twin)]
    told = (await send_all(field, items)).json()["items"]
    assert [each["status"] for each in told] == [201, 200, 409]


async def test_the_envelope_is_bounded(field: Field, session: AsyncSession) -> None:
    body = await field.body(NOBODY)
    for items in ([], [item(body) for _ in range(51)], [item(body, "1")], [{"id": str(new_id())}]):
        assert (await send_all(field, items)).status_code == 422
    assert await count(session, Inspection) == 0
    assert said(await send_all(field, [item(body)], "resident")) == (403, "permission_missing")


async def test_the_same_batch_from_two_phones_at_once(open_field: Field, open_parts: Parts) -> None:
    """In opposite orders, as two phones may have them."""
    before = await counted(open_parts, Inspection)
    items = [item(await open_field.body(OLD_HOSE)) for _ in range(12)]
    answers = await asyncio.gather(
        *(send_all(open_field, order) for order in (items, items[::-1], items))
    )
    assert {answer.status_code for answer in answers} == {201}
    statuses = [
        {each["id"]: each["status"] for each in answer.json()["items"]} for answer in answers
    ]
    for one in items:
        assert sorted(told[one["id"]] for told in statuses) == [200, 200, 201]
    assert await counted(open_parts, Inspection) == before + 12
    ids = [UUID(one["id"]) for one in items]
    assert await counted(open_parts, HazardFinding, HazardFinding.submission_id.in_(ids)) == 60
    # At one door: what all twelve found is five hazards, and one ticket.
    assert await counted(open_parts, Ticket, Ticket.source_id.in_(ids)) == 1
    assert await counted(open_parts, Hazard, Hazard.submission_id.in_(ids)) == 5

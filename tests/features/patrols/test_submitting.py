"""Submitting inspections: once, whatever the network does, and only what is sound and one's own."""

from typing import Any
from uuid import UUID, uuid4

import pytest
from httpx import Response
from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.events.models import Event
from shequ_api.base.people.models import Posting
from shequ_api.base.places.models import Place
from shequ_api.blocks.forms.models import FormVersion, Submission
from shequ_api.features.hazards.models import Hazard
from shequ_api.features.patrols.models import Inspection
from shequ_api.features.patrols.schemas import InspectionDraft
from shequ_api.features.patrols.service.reception import filling_of
from shequ_api.features.tickets.models import Ticket, TicketPhoto
from shequ_api.kit.bodies import BodyCodes
from shequ_api.kit.clock import utc_now
from shequ_api.kit.ids import new_id
from tests.cast import HOME, NEIGHBOUR
from tests.counting import Queries
from tests.features.patrols.field import (
    DWELLING,
    NOBODY,
    OLD_HOSE,
    PRESSURE,
    SOUND,
    Field,
    photo_of,
)


async def count(session: AsyncSession, model: Any) -> int:
    return int(await session.scalar(select(func.count()).select_from(model)) or 0)


async def nothing_came_of_it(session: AsyncSession) -> bool:
    counts = [await count(session, model) for model in (Inspection, Submission, Hazard, Ticket)]
    return counts == [0, 0, 0, 0]


def said(answer: Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


async def test_a_sound_dwelling_is_received(field: Field, session: AsyncSession) -> None:
    receipt = await field.inspected(NOBODY)
    assert (receipt["state"], receipt["flags"], receipt["ticket_id"]) == ("received", [], None)
    kept = await session.get_one(Inspection, UUID(receipt["id"]))
    place = await session.get_one(Place, field.cast.places[DWELLING])
    assert (kept.place_id, kept.building_id) == (place.id, place.building_id)
    assert kept.micro_grid_id == kept.made_grid_id == field.cast.places[f"{HOME}-m01"]
    assert kept.worker_id == field.cast.people["micro_grid_worker"]
    event = (await session.scalars(select(Event).where(Event.subject_id == kept.id))).one()
    assert (event.name, event.facts["form_key"]) == ("inspection_received", "household_safety")
    assert await count(session, Ticket) == 0


async def test_hazards_become_one_ticket(field: Field, session: AsyncSession) -> None:
    photo = await photo_of(session, field.cast.people["micro_grid_worker"])
    receipt = await field.inspected(OLD_HOSE | {"hazard_photos": [photo]})
    levels = [flag["level"] for flag in receipt["flags"]]
    assert levels == ["general", "major", "critical", "major", "general"]
    assert receipt["hazard_level"] == "critical"
    ticket = await session.get_one(Ticket, UUID(receipt["ticket_id"]))
    assert (ticket.source_kind, str(ticket.source_id)) == ("hazard", receipt["id"])
    assert (ticket.service_code, ticket.place_id) == ("safety_hazard", field.cast.places[DWELLING])
    assert ticket.reporter_id == field.cast.people["micro_grid_worker"]
    first, second, *_, last = ticket.text.split("\n")
    assert "5 处" in first
    assert second.startswith("【重大隐患】燃气软管状况：")
    assert last.startswith("【一般隐患】")
    hazards = list(await session.scalars(select(Hazard).order_by(Hazard.id)))
    assert [hazard.level for hazard in hazards] == levels
    assert {hazard.ticket_id for hazard in hazards} == {ticket.id}
    shown = list(await session.scalars(select(TicketPhoto.file_id)))
    assert [str(file_id) for file_id in shown] == [photo]


async def test_blood_pressure_is_no_hazard_and_no_ticket(
    field: Field, session: AsyncSession
) -> None:
    receipt = await field.inspected(SOUND | {"blood_pressure": [PRESSURE]})
    (flag,) = receipt["flags"]
    assert (flag["level"], flag["sensitive"]) == ("critical", True)
    assert flag["pointer"] == "/blood_pressure/0/systolic_mmhg"
    assert "送医" in flag["text"]
    assert (receipt["hazard_level"], receipt["ticket_id"]) == (None, None)
    assert (await count(session, Hazard), await count(session, Ticket)) == (0, 0)
    both = await field.inspected(OLD_HOSE | {"blood_pressure": [PRESSURE]})
    ticket = await session.get_one(Ticket, UUID(both["ticket_id"]))
    assert "mmHg" not in ticket.text
    assert "5 处" in ticket.text


async def test_sent_twice_it_is_one(field: Field, session: AsyncSession) -> None:
    body, inspection_id = await field.body(OLD_HOSE), new_id()
    first = await field.send(body, inspection_id)
    other_order = dict(reversed(body.items()))
    other_order["filled_at"] = "2026-11-20T01:30:00Z"
    other_order["check_in_id"] = None
    second = await field.send(other_order, inspection_id)
    assert (first.status_code, second.status_code) == (201, 200)
    assert first.json() == second.json()
    counts = [await count(session, model) for model in (Inspection, Submission, Ticket)]
    assert counts == [1, 1, 1]
    assert await count(session, Hazard) == 5


async def test_what_was_accepted_stays_accepted(field: Field, session: AsyncSession) -> None:
    """The answer got lost; meanwhile the building went to another grid, and it was reviewed."""
    body, inspection_id = await field.body(), new_id()
    await field.send(body, inspection_id)
    await field.review(str(inspection_id))
    elsewhere = field.cast.places[f"{HOME}-m02"]
    moved = update(Place).where(Place.id == field.cast.places[DWELLING])
    await session.execute(moved.values(micro_grid_id=elsewhere))
    await session.commit()
    again = await field.send(body, inspection_id)
    assert (again.status_code, again.json()["state"]) == (200, "approved")
    assert said(await field.send(body)) == (404, "not_found")


@pytest.mark.parametrize(
    "change",
    [
        {"answers": SOUND | {"note": "另有情况"}},
        {"answers": {"nonsense": True}},
        {"filled_at": "2026-11-20T09:30:00.001+08:00"},
        {"place_id": str(uuid4())},
        {"form_version_id": str(uuid4())},
        {"check_in_id": str(uuid4())},
    ],
)
async def test_other_content_under_the_same_id_is_refused(
    field: Field, session: AsyncSession, change: dict[str, Any]
) -> None:
    body, inspection_id = await field.body(), new_id()
    await field.send(body, inspection_id)
    assert said(await field.send(body | change, inspection_id)) == (409, "submission_differs")
    kept = await session.get_one(Submission, inspection_id)
    assert kept.answers == SOUND


async def test_an_id_belongs_to_who_used_it(field: Field) -> None:
    body, inspection_id = await field.body(), new_id()
    await field.send(body, inspection_id)
    stolen = await field.send(body, inspection_id, who="general_grid_worker")
    assert said(stolen) == (409, "submission_differs")


async def test_versions_that_nobody_may_fill_in(field: Field, session: AsyncSession) -> None:
    unknown = await field.send(await field.body(form_version_id=str(new_id())))
    assert said(unknown) == (422, "form_version_unknown")
    current = await session.get_one(FormVersion, UUID(await field.version_id()))
    draft = FormVersion(
        id=new_id(),
        form_id=current.form_id,
        number=2,
        definition=current.definition,
        drafted_at=utc_now(),
    )
    session.add(draft)
    await session.commit()
    drafted = await field.send(await field.body(form_version_id=str(draft.id)))
    assert said(drafted) == (409, "form_not_published")
    assert await nothing_came_of_it(session)


@pytest.mark.parametrize(
    "code", [f"{HOME}-c1-b2-u1-d101", f"{HOME}-c2-b1", f"{NEIGHBOUR}-c1-b1-u1-d101", HOME, "none"]
)
async def test_a_place_of_others_is_no_place(
    field: Field, session: AsyncSession, code: str
) -> None:
    place_id = str(field.cast.places.get(code, new_id()))
    assert said(await field.send(await field.body(place_id=place_id))) == (404, "not_found")
    assert await nothing_came_of_it(session)


async def test_only_dwellings_and_buildings_are_inspected(
    field: Field, session: AsyncSession
) -> None:
    unit, building = (str(field.cast.places[f"{HOME}-c1-b1{end}"]) for end in ("-u1", ""))
    refused = await field.send(await field.body(place_id=unit))
    assert said(refused) == (422, "place_unfit")
    assert refused.json()["errors"][0]["pointer"] == "/place_id"
    assert (await field.send(await field.body(place_id=building))).status_code == 201
    gone = update(Place).where(Place.id == field.cast.places[DWELLING]).values(ended_at=utc_now())
    await session.execute(gone)
    await session.commit()
    assert said(await field.send(await field.body())) == (404, "not_found")


async def test_photos_are_ones_own(field: Field, session: AsyncSession) -> None:
    others = await photo_of(session, field.cast.people["next_micro_worker"])
    for answers in (SOUND, OLD_HOSE):
        for photo in (others, str(new_id())):
            answer = await field.send(await field.body(answers | {"hazard_photos": [photo]}))
            assert said(answer) == (422, "photo_unknown")
    assert await nothing_came_of_it(session)


async def test_check_ins_are_ones_own(field: Field, session: AsyncSession) -> None:
    mine = (await field.check_in(field.check_in_body())).json()["id"]
    others = (await field.check_in(field.check_in_body(), who="general_grid_worker")).json()["id"]
    receipt = await field.inspected(check_in_id=mine)
    kept = await session.get_one(Inspection, UUID(receipt["id"]))
    assert str(kept.check_in_id) == mine
    for check_in_id in (others, str(new_id())):
        refused = await field.send(await field.body(check_in_id=check_in_id))
        assert said(refused) == (422, "check_in_unknown")
        assert refused.json()["errors"][0]["pointer"] == "/check_in_id"


async def test_a_posting_that_ended_ends_the_work(field: Field, session: AsyncSession) -> None:
    body, inspection_id = await field.body(), new_id()
    assert (await field.send(body, inspection_id)).status_code == 201
    mine = Posting.person_id == field.cast.people["micro_grid_worker"]
    await session.execute(update(Posting).where(mine).values(ended_at=utc_now()))
    await session.commit()
    for refused in (
        await field.send(body),
        await field.send(body, inspection_id),
        await field.check_in(field.check_in_body()),
        await field.ask("micro_grid_worker", "GET", "/inspections"),
        await field.ask("micro_grid_worker", "GET", f"/inspections/{inspection_id}"),
    ):
        assert said(refused) == (403, "permission_missing")


async def test_who_does_not_patrol_submits_nothing(field: Field, session: AsyncSession) -> None:
    body = await field.body()
    for who in ("resident", "partner", "community_worker", "district_administrator"):
        assert said(await field.send(body, who=who)) == (403, "permission_missing")
    assert await nothing_came_of_it(session)


async def test_a_submission_is_few_statements(
    field: Field, session: AsyncSession, queries: Queries
) -> None:
    check_in_id = (await field.check_in(field.check_in_body())).json()["id"]
    photo = await photo_of(session, field.cast.people["micro_grid_worker"])
    plain = await field.body()
    full = await field.body(OLD_HOSE | {"hazard_photos": [photo]}, check_in_id=check_in_id)
    inspection_id = new_id()
    with queries() as seen:
        await field.send(plain, inspection_id)
    assert len(seen) <= 13, "\n".join(seen)
    with queries() as seen:
        await field.send(plain, inspection_id)
    assert len(seen) <= 4, "\n".join(seen)
    with queries() as seen:
        await field.send(full)
    assert len(seen) <= 25, "\n".join(seen)


async def test_what_is_kept_of_a_body_lets_nobody_try_answers(
    field: Field, session: AsyncSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And what was kept before there was a key is still the same."""
    body, ids = await field.body(), (new_id(), new_id())
    digest = filling_of(ids[0], InspectionDraft.model_validate(body)).body_hash
    assert (await field.send(body, ids[0])).status_code == 201
    kept = await session.get_one(Submission, ids[0])
    assert digest not in kept.body_hash
    with monkeypatch.context() as before:
        before.setattr(BodyCodes, "of", lambda _, __, digest: digest)
        assert (await field.send(body, ids[1])).status_code == 201
    assert (await session.get_one(Submission, ids[1])).body_hash == digest
    for each in ids:
        assert (await field.send(body, each)).status_code == 200
        assert said(await field.send(body | {"answers": NOBODY}, each)) == (
            409,
            "submission_differs",
        )

"""Photos that come after the answers: named, awaited, waived; and inspections that are deleted."""

from hashlib import sha256
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.events.models import Event
from shequ_api.kit.ids import new_id
from tests.base.files.test_uploading import hand_in, jpeg
from tests.features.patrols.field import OLD_HOSE, SOUND, Field, photo_of
from tests.features.patrols.test_looking import ids
from tests.features.patrols.test_submitting import said

WORKER, REVIEWER, ADMINISTRATOR = "micro_grid_worker", "community_worker", "district_administrator"


def promise(photo_id: str, content: bytes) -> dict[str, str]:
    return {"photo_id": photo_id, "sha256": sha256(content).hexdigest()}


async def promised(field: Field, *contents: bytes) -> tuple[dict[str, Any], list[str]]:
    """The receipt of an inspection whose photos are still on the phone, and their ids."""
    photo_ids = [str(new_id()) for _ in contents]
    expected = [promise(*each) for each in zip(photo_ids, contents, strict=True)]
    answers = OLD_HOSE | {"hazard_photos": photo_ids}
    return await field.inspected(answers, expected_photos=expected), photo_ids


async def test_approved_once_all_photos_are_there(field: Field) -> None:
    receipt, (first, second) = await promised(field, jpeg("red"), jpeg("blue"))
    assert {each["state"] for each in receipt["expected_photos"]} == {"missing"}
    refused = await field.review(receipt["id"], REVIEWER)
    assert said(refused) == (409, "photos_missing")
    assert refused.json()["missing"] == 2
    # Somebody else's upload of the same picture is none of the worker's.
    await hand_in(field.client, field.cast, jpeg("blue"), by="general_grid_worker")
    handed = await hand_in(field.client, field.cast, jpeg("red"), by=WORKER)
    view = await field.got(WORKER, f"/inspections/{receipt['id']}")
    states = {each["photo_id"]: each["state"] for each in view["expected_photos"]}
    assert states == {first: "received", second: "missing"}
    assert [photo["id"] for photo in view["photos"]] == [handed.json()["id"]]
    assert (await field.review(receipt["id"], REVIEWER)).json()["missing"] == 1
    await hand_in(field.client, field.cast, jpeg("blue"), by=WORKER)
    assert (await field.review(receipt["id"], REVIEWER)).json()["state"] == "approved"


async def test_waited_for_no_longer(field: Field) -> None:
    receipt, _ = await promised(field, jpeg("red"))
    path = f"/inspections/{receipt['id']}/photo-waiver"
    why = {"reason": "手机摔坏了"}
    assert said(await field.ask(WORKER, "PUT", path, json=why)) == (403, "permission_missing")
    assert (await field.ask(REVIEWER, "PUT", path, json={})).status_code == 422
    waived = await field.ask(REVIEWER, "PUT", path, json=why)
    assert (waived.status_code, waived.json()["state"]) == (200, "received")
    assert waived.json()["trail"][-1]["note"] == "手机摔坏了"
    again = await field.ask(REVIEWER, "PUT", path, json=why)
    assert again.json()["trail"] == waived.json()["trail"]
    assert (await field.review(receipt["id"], REVIEWER)).status_code == 200
    none = await field.inspected()
    answer = await field.ask(REVIEWER, "PUT", f"/inspections/{none['id']}/photo-waiver", json=why)
    assert said(answer) == (409, "no_photos_missing")


async def test_only_what_the_answers_name_is_expected(field: Field, session: AsyncSession) -> None:
    named, other = str(new_id()), str(new_id())
    answers = SOUND | {"hazard_photos": [named]}
    for expected, pointer in [
        ([promise(other, b"x")], "/expected_photos/0"),
        ([promise(named, b"x"), promise(named, b"y")], "/expected_photos/1"),
    ]:
        answer = await field.send(await field.body(answers, expected_photos=expected))
        assert said(answer) == (422, "expected_photo_unfit")
        assert answer.json()["errors"][0]["pointer"] == pointer
    # A stranger's photo is not shown for having been "expected" under its id.
    theirs = await photo_of(session, field.cast.people["resident"])
    sly = await field.inspected(
        SOUND | {"hazard_photos": [theirs]}, expected_photos=[promise(theirs, b"x")]
    )
    assert (await field.got(WORKER, f"/inspections/{sly['id']}"))["photos"] == []


async def delete(field: Field, inspection_id: str, who: str = ADMINISTRATOR) -> Any:
    why = {"reason": "重复填报"}
    return await field.ask(who, "PUT", f"/inspections/{inspection_id}/deletion", json=why)


async def test_what_was_deleted_stays_deleted(field: Field, session: AsyncSession) -> None:
    body, inspection_id = await field.body(OLD_HOSE), new_id()
    first = await field.send(body, inspection_id)
    path = f"/inspections/{inspection_id}"
    for who in (WORKER, "general_grid_worker", REVIEWER):
        assert said(await delete(field, str(inspection_id), who)) == (403, "permission_missing")
    tombstone = await delete(field, str(inspection_id))
    assert tombstone.status_code == 200, tombstone.text
    assert (tombstone.json()["state"], tombstone.json()["reason"]) == ("deleted", "重复填报")
    assert (await delete(field, str(inspection_id))).json() == tombstone.json()
    again = await field.send(body, inspection_id)
    assert (again.status_code, again.json()["state"]) == (200, "deleted")
    assert (again.json()["flags"], again.json()["ticket_id"]) == ([], None)
    assert first.json()["ticket_id"]
    other = await field.send(await field.body(SOUND), inspection_id)
    assert said(other) == (409, "submission_differs")
    batch = {"items": [{"id": str(inspection_id), "body": body}]}
    (told,) = (await field.ask(WORKER, "POST", "/inspection-batches", json=batch)).json()["items"]
    assert (told["status"], told["receipt"]["state"]) == (200, "deleted")
    for who in (WORKER, REVIEWER):
        assert said(await field.ask(who, "GET", path)) == (410, "inspection_deleted")
    assert said(await field.review(str(inspection_id), REVIEWER)) == (410, "inspection_deleted")
    assert await ids(field, REVIEWER) == await ids(field, REVIEWER, state="received") == []
    assert await ids(field, REVIEWER, state="deleted") == [str(inspection_id)]
    told_of = select(Event.name).where(Event.subject_id == inspection_id)
    assert set(await session.scalars(told_of)) == {"inspection_received", "inspection_deleted"}


async def test_deleting_an_approved_one_withdraws_it(field: Field, session: AsyncSession) -> None:
    sent = await field.inspected()
    await field.review(sent["id"], REVIEWER)
    assert (await delete(field, sent["id"])).status_code == 200
    withdrawn = Event.name == "inspection_approval_withdrawn"
    mine = Event.subject_id == UUID(sent["id"])
    assert await session.scalar(select(func.count()).where(withdrawn, mine)) == 1

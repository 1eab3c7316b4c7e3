"""Somebody fills it in for somebody else: at the door, at a counter, for a firm."""

from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.kit.ids import new_id
from tests.cast import HOME
from tests.clocks import Work
from tests.features.service_applications.counter import Counter

DOOR = "micro_grid_worker"
PAPERLESS = {"note": None}


async def assisted(counter: Counter, service: str, person_id: str, **more: Any) -> dict[str, Any]:
    """A draft that a grid worker filled in at a door."""
    body = counter.content(service) | {"person_id": person_id, "channel": "door", **more}
    del body["organisation_id"]
    body["materials"] = [{"key": "id_card", "photo_ids": [await counter.photo(DOOR)]}]
    saved: dict[str, Any] = await counter.got(
        DOOR, "PUT", f"/assisted-service-drafts/{new_id()}", body
    )
    return saved


async def test_the_resident_hands_in_what_was_filled_in_at_the_door(
    counter: Counter, work: Work
) -> None:
    service = await counter.service()
    resident = str(counter.cast.people["resident"])
    draft = await assisted(counter, service, resident)
    by_worker = await counter.submit(draft["id"], DOOR)
    assert (by_worker.status_code, by_worker.json()["code"]) == (409, "confirmation_needed")
    await counter.got(DOOR, "POST", f"/service-drafts/{draft['id']}/confirmation-request")
    await work()
    told = (await counter.got("resident", "GET", "/me/messages?unread=true"))["items"]
    assert [each["title"] for each in told] == ["请确认代填的申请"]
    [waiting] = (await counter.got("resident", "GET", "/me/service-drafts?to_confirm=true"))[
        "items"
    ]
    assert waiting["id"] == draft["id"]
    unread = await counter.submit(draft["id"])
    assert (unread.status_code, unread.json()["code"]) == (428, "version_required")
    path, said = f"/service-drafts/{draft['id']}/submission", {"signature_photo_id": None}
    stale = await counter.refused("resident", "POST", path, said, **{"If-Match": '"v1"'})
    assert stale == (412, "version_mismatch"), "asking for the confirmation was the second"
    seen = await counter.ask("resident", "GET", f"/service-drafts/{draft['id']}")
    read = {"If-Match": seen.headers["etag"]}
    made = await counter.got("resident", "POST", path, said, **read)
    assert (made["channel"], made["steps"][0]["note"]) == ("door", "由工作人员代填，本人确认")
    [mine] = (await counter.got("resident", "GET", "/me/service-applications"))["items"]
    [filed] = (await counter.got(DOOR, "GET", "/me/filed-service-applications"))["items"]
    assert mine["id"] == filed["id"] == made["id"]
    path = f"/me/service-applications/{made['id']}/withdrawal"
    refused = await counter.refused(DOOR, "POST", path, {"reason": None})
    assert refused == (403, "not_yours_to_withdraw")


async def test_who_has_no_account_signs_a_paper(counter: Counter, session: AsyncSession) -> None:
    entry = {
        "dwelling_id": str(counter.cast.places[f"{HOME}-c1-b1-u1-d201"]),
        "name": "赵奶奶",
        "phone": None,
        "belonging": "owner",
        "starts_on": "1998-05-01",
    }
    person = (await counter.got(DOOR, "POST", "/persons", entry))["person_id"]
    service = await counter.service()
    draft = await assisted(counter, service, person)
    path = f"/service-drafts/{draft['id']}/confirmation-request"
    assert await counter.refused(DOOR, "POST", path) == (409, "nothing_to_confirm")
    bare = await counter.submit(draft["id"], DOOR)
    assert (bare.status_code, bare.json()["code"]) == (409, "signature_needed")
    signed = await counter.submit(draft["id"], DOOR, await counter.photo(DOOR))
    assert signed.status_code == 201, signed.text
    made = signed.json()
    assert made["steps"][0]["note"] == "由工作人员代填，本人签字确认"
    assert "申请人签字确认" in [photo["title"] for photo in made["photos"]]
    path = f"/me/service-applications/{made['id']}/withdrawal"
    assert (await counter.got(DOOR, "POST", path, {"reason": "不需要了"}))["state"] == "withdrawn"


async def test_whom_a_worker_may_fill_it_in_for(counter: Counter) -> None:
    service = await counter.service()
    body = counter.content(service) | {"channel": "door", "person_id": ""}
    del body["organisation_id"]
    path = f"/assisted-service-drafts/{new_id()}"
    people = counter.cast.people
    for who, code in (
        (people["far_resident"], "assisted_person_unknown"),
        (people[DOOR], "assisted_oneself"),
    ):
        said = body | {"person_id": str(who)}
        assert await counter.refused(DOOR, "PUT", path, said) == (422, code)
    said = body | {"person_id": str(people["resident"])}
    assert (await counter.ask("resident", "PUT", path, said)).status_code == 403


async def test_who_left_a_firm_goes_on_for_it_no_more(
    counter: Counter, session: AsyncSession
) -> None:
    service = await counter.service(materials=[])
    find = text("SELECT organisation_id FROM postings WHERE person_id = :id")
    whom = {"id": counter.cast.people["partner"]}
    shop = str(await session.scalar(find, whom))
    draft = await counter.drafted(service, "partner", organisation_id=shop, materials=[])
    path = f"/service-drafts/{draft['id']}"
    assert (await counter.ask("partner", "GET", path)).status_code == 200
    left = text("UPDATE postings SET organisation_id = NULL WHERE person_id = :id")
    await session.execute(left, whom)
    await session.commit()
    body = counter.content(service, organisation_id=shop, answers={})
    assert (await counter.ask("partner", "GET", path)).status_code == 404
    saved = await counter.ask("partner", "PUT", path, body, **{"If-Match": "*"})
    assert saved.status_code == 404
    assert (await counter.submit(draft["id"], "partner")).status_code == 404
    assert (await counter.got("partner", "GET", "/me/service-drafts"))["items"] == []


async def test_an_id_is_told_to_nobody_else(counter: Counter) -> None:
    service = await counter.service()
    made = await counter.applied(service)
    path, body = f"/service-drafts/{made['id']}", counter.content(service)
    assert (await counter.ask("same_building", "PUT", path, body)).status_code == 404
    assert (await counter.submit(made["id"], "same_building")).status_code == 404

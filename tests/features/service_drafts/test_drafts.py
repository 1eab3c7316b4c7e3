"""Drafts are kept across devices, know what is known, and are handed in whole."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.files.models import File
from shequ_api.features.service_applications.models import ApplicationPhoto
from shequ_api.features.service_drafts.models import ServiceDraft
from shequ_api.kit.clock import utc_now
from shequ_api.kit.ids import new_id
from tests.clocks import Work
from tests.features.service_applications.counter import CHIEF, ID_CARD, Counter

RULE: dict[str, Any] = {
    "key": "level",
    "fact": "identity_level",
    "at_least": 4,
    "at_most": None,
    "one_of": None,
    "reason": "须在窗口当面核验身份",
    "binding": True,
}


async def test_another_device_goes_on_with_it(counter: Counter, session: AsyncSession) -> None:
    service = await counter.service()
    draft_id = new_id()
    path = f"/service-drafts/{draft_id}"
    begun = counter.content(service, answers={})
    made = await counter.ask("resident", "PUT", path, begun)
    assert (made.status_code, made.headers["etag"]) == (200, '"v1"'), made.text
    assert made.json()["missing"] == ["id_card", "home"]
    # The answer was lost: the phone sends the same again.
    assert (await counter.ask("resident", "PUT", path, begun)).headers["etag"] != ""
    filled = begun | {"answers": {"bank": "成都银行"}}
    assert await counter.refused("resident", "PUT", path, filled) == (428, "version_required")
    wrong = begun | {"answers": {"bank": 5}}
    match = {"If-Match": "*"}
    unfit = await counter.refused("resident", "PUT", path, wrong, **match)
    assert unfit == (422, "answers_unfit")
    seen = await counter.ask("resident", "GET", path)
    match = {"If-Match": seen.headers["etag"]}
    await counter.got("resident", "PUT", path, filled, **match)
    stale = await counter.refused("resident", "PUT", path, begun, **match)
    assert stale == (412, "version_mismatch")
    [line] = (await counter.got("resident", "GET", "/me/service-drafts"))["items"]
    kept = date.fromisoformat(line["kept_until"][:10]) - date.fromisoformat(line["begun_at"][:10])
    assert (line["id"], kept) == (str(draft_id), timedelta(days=90))
    assert (await counter.ask("same_building", "GET", path)).status_code == 404
    row = await session.get_one(ServiceDraft, draft_id, populate_existing=True)
    assert "成都银行".encode() not in row.answers_sealed
    other = counter.content(await counter.service(title="另一事项"))
    match = {"If-Match": "*"}
    assert await counter.refused("resident", "PUT", path, other, **match) == (409, "draft_differs")


async def test_what_lacks_is_told_when_it_is_handed_in(counter: Counter) -> None:
    service = await counter.service()
    bare = await counter.drafted(service, materials=[], answers={})
    answer = await counter.submit(bare["id"])
    assert (answer.status_code, answer.json()["code"]) == (422, "materials_unfit")
    assert [each["detail"] for each in answer.json()["errors"]] == ["缺少“身份证照片”"]
    unanswered = await counter.drafted(service, answers={})
    answer = await counter.submit(unanswered["id"])
    assert (answer.status_code, answer.json()["code"]) == (422, "answers_unfit")
    many = [{"key": "id_card", "photo_ids": [await counter.photo() for _ in range(3)]}]
    for materials in (many, [{"key": "passport", "photo_ids": []}]):
        body = counter.content(service, materials=materials)
        unfit = await counter.refused("resident", "PUT", f"/service-drafts/{new_id()}", body)
        assert unfit == (422, "materials_unfit")
    theirs = [{"key": "id_card", "photo_ids": [await counter.photo("same_building")]}]
    body = counter.content(service, materials=theirs)
    stolen = await counter.refused("resident", "PUT", f"/service-drafts/{new_id()}", body)
    assert stolen == (422, "photo_unknown")


async def test_a_second_one_waits_and_the_same_is_answered_as_it_stands(counter: Counter) -> None:
    service = await counter.service()
    made = await counter.applied(service)
    again = await counter.submit(made["id"])
    assert (again.status_code, again.json()["number"]) == (201, made["number"])
    body = counter.content(service)
    path = f"/service-drafts/{made['id']}"
    assert await counter.refused("resident", "PUT", path, body) == (409, "draft_submitted")
    second = await counter.submit((await counter.drafted(service))["id"])
    assert (second.status_code, second.json()["code"]) == (409, "application_open")
    await counter.stepped(made, "declination", {"reason": "材料与本人不符"})
    third = await counter.submit((await counter.drafted(service))["id"])
    assert third.status_code == 201


async def test_who_is_known_not_to_qualify_is_told_why(counter: Counter) -> None:
    service = await counter.service(eligibility=[RULE])
    draft = await counter.drafted(service)
    known = await counter.got("resident", "GET", f"/service-drafts/{draft['id']}/knowledge")
    assert (known["may_apply"], known["rules"][0]["verdict"]) == (False, "not_met")
    assert known["told"] == [
        {"key": "home", "title": "居住证明", "told_by": "居住在本辖区（已核实）"}
    ]
    assert known["phone"].endswith("01") and "*" in known["phone"] and known["homes"]
    refused = await counter.submit(draft["id"])
    assert (refused.status_code, refused.json()["code"]) == (409, "not_eligible")
    assert [each["detail"] for each in refused.json()["errors"]] == ["须在窗口当面核验身份"]
    strict = await counter.service(title="须核验身份证的事项", identity_level=3)
    low = await counter.submit((await counter.drafted(strict))["id"])
    assert (low.status_code, low.json()["code"]) == (403, "identity_level_too_low")


async def test_papers_of_an_earlier_application_are_taken_over(
    counter: Counter, session: AsyncSession
) -> None:
    first = await counter.applied(await counter.service())
    young = {**ID_CARD, "reuse_days": 30}
    other = await counter.service(title="另一事项", materials=[young])
    draft = await counter.drafted(other, materials=[])
    path = f"/service-drafts/{draft['id']}"
    known = await counter.got("resident", "GET", f"{path}/knowledge")
    [offered] = known["reusable"]
    assert offered["photo"]["id"] == first["photos"][0]["photo"]["id"]
    taken = [{"key": "id_card", "photo_ids": [offered["photo"]["id"]]}]
    body = counter.content(other, materials=taken)
    saved = await counter.got("resident", "PUT", path, body, **{"If-Match": "*"})
    assert saved["missing"] == []
    made = (await counter.submit(draft["id"])).json()
    assert made["photos"][0]["handed_in_at"] == first["photos"][0]["handed_in_at"]
    # To nobody else, and for no other key.
    neighbour = await counter.drafted(other, "same_building", materials=[])
    path = f"/service-drafts/{neighbour['id']}/knowledge"
    assert (await counter.got("same_building", "GET", path))["reusable"] == []
    fresh = {**ID_CARD, "reuse_days": None}
    never = await counter.service(title="每次都要新的", materials=[fresh])
    draft = await counter.drafted(never, materials=[])
    path = f"/service-drafts/{draft['id']}/knowledge"
    assert (await counter.got("resident", "GET", path))["reusable"] == []
    assert await session.scalar(select(ApplicationPhoto.file_id).limit(1)) is not None


async def test_a_newer_guide_is_told_and_the_draft_moves_to_it(counter: Counter) -> None:
    service = await counter.service()
    draft = await counter.drafted(service)
    kept = await counter.got(CHIEF, "GET", f"/kept-services/{service}")
    words = kept["draft"] | {"summary": "新的说明", "form": None}
    match = {"If-Match": f'"v{kept["version"]}"'}
    changed = await counter.got(CHIEF, "PUT", f"/services/{service}", words, **match)
    assert (await counter.hall.publish(changed)).status_code == 200
    path = f"/service-drafts/{draft['id']}"
    seen = await counter.got("resident", "GET", path)
    assert (seen["edition"], seen["newer_edition"], seen["offered"]) == (1, 2, True)
    match = {"If-Match": "*"}
    moved = counter.content(service, edition=2, answers={})
    assert (await counter.got("resident", "PUT", path, moved, **match))["newer_edition"] is None
    nowhere = moved | {"edition": 9}
    unknown = await counter.refused("resident", "PUT", path, nowhere, **match)
    assert unknown == (422, "draft_edition_unknown")
    withdrawal = {"reason": "改由街道办理"}
    await counter.got(CHIEF, "POST", f"/services/{service}/withdrawal", withdrawal)
    gone = await counter.submit(draft["id"])
    assert (gone.status_code, gone.json()["code"]) == (409, "service_not_offered")


async def test_what_nobody_goes_on_with_is_dropped_with_its_photos(
    counter: Counter, session: AsyncSession, work: Work
) -> None:
    service = await counter.service()
    discarded, old = await counter.drafted(service), await counter.drafted(service)
    photos = [each["photos"][0]["photo"]["id"] for each in (discarded, old)]
    path = f"/service-drafts/{discarded['id']}"
    assert (await counter.ask("same_building", "DELETE", path)).status_code == 404
    assert (await counter.ask("resident", "DELETE", path)).status_code == 204
    late = update(ServiceDraft).where(ServiceDraft.id == UUID(old["id"]))
    await session.execute(late.values(kept_until=utc_now() - timedelta(minutes=1)))
    await session.commit()
    await work("service_drafts.drop_untouched")
    assert (await counter.got("resident", "GET", "/me/service-drafts"))["items"] == []
    files = select(File).where(File.id.in_(photos), File.erased_at.is_not(None))
    assert len((await session.scalars(files)).all()) == 2


async def test_who_and_how_a_service_does_not_take(counter: Counter) -> None:
    firms = await counter.service(title="企业事项", applicants=["organisation"])
    path = f"/service-drafts/{new_id()}"
    unfit = await counter.refused("resident", "PUT", path, counter.content(firms))
    assert unfit == (409, "applicant_unfit")
    guide_only = await counter.service(title="只是指南", channels=[])
    unfit = await counter.refused("resident", "PUT", path, counter.content(guide_only))
    assert unfit == (409, "channel_unfit")
    far = counter.content(firms, place_id=str(counter.cast.places["510108014012"]))
    assert await counter.refused("resident", "PUT", path, far) == (409, "service_not_offered")


async def test_a_draft_goes_back_to_no_former_edition(counter: Counter) -> None:
    service = await counter.service()
    kept = await counter.got(CHIEF, "GET", f"/kept-services/{service}")
    match = {"If-Match": f'"v{kept["version"]}"'}
    words = kept["draft"] | {"summary": "新的说明"}
    changed = await counter.got(CHIEF, "PUT", f"/services/{service}", words, **match)
    assert (await counter.hall.publish(changed)).status_code == 200
    late = await counter.drafted(service, edition=1, materials=[])
    path, match = f"/service-drafts/{late['id']}", {"If-Match": "*"}
    moved = counter.content(service, edition=2)
    await counter.got("resident", "PUT", path, moved, **match)
    back = await counter.refused("resident", "PUT", path, moved | {"edition": 1}, **match)
    assert back == (409, "draft_edition_past")


async def test_sent_again_it_takes_no_photos_off(counter: Counter, session: AsyncSession) -> None:
    service = await counter.service()
    path, begun = f"/service-drafts/{new_id()}", counter.content(service)
    first = await counter.got("resident", "PUT", path, begun)
    again = await counter.got("resident", "PUT", path, begun)
    assert (again["version"], again["changed_at"]) == (first["version"], first["changed_at"])
    photo = await counter.photo()
    with_photo = begun | {"materials": [{"key": "id_card", "photo_ids": [photo]}]}
    await counter.got("resident", "PUT", path, with_photo, **{"If-Match": "*"})
    assert await counter.refused("resident", "PUT", path, begun) == (428, "version_required")
    # What is taken off, and shown nowhere else, goes.
    await counter.got("resident", "PUT", path, begun, **{"If-Match": "*"})
    file = await session.get_one(File, UUID(photo), populate_existing=True)
    assert file.erased_at is not None

"""From coming to hours: marks, pairs, words of others."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.blocks.ledger.checker import verify
from shequ_api.features.volunteer_attendance.models import VolunteerSession
from shequ_api.features.volunteer_attendance.service.deciding import end_forgotten
from shequ_api.kit.clock import utc_now
from shequ_api.kit.ids import new_id
from tests.cast import HOME
from tests.features.volunteer_attendance.serving import BUILDING, STAFF, Serving, said


async def test_a_session_counts_when_another_says_so(
    serving: Serving, session: AsyncSession
) -> None:
    made = await serving.served(95.5)
    assert (made["state"], made["minutes"], made["state_title"]) == ("waiting", 95, "待确认")
    assert await serving.minutes() == 0
    [line] = (await serving.got(STAFF, "/volunteer-sessions", view="waiting"))["items"]
    assert (line["id"], line["person_name"]) == (made["id"], "甲居民")
    whole = await serving.got(STAFF, f"/volunteer-sessions/{made['id']}")
    assert [mark["kind"] for mark in whole["marks"]] == ["in", "out"]
    assert "longitude" not in str(whole)
    assert said(await serving.decide(made["id"])) == (200, "confirmed")
    assert said(await serving.decide(made["id"])) == (200, "confirmed")
    assert await serving.minutes() == 95
    [service] = await serving.services()
    assert (service["kind"], service["evidence_id"], service["minutes"]) == (
        "session",
        made["id"],
        95,
    )
    assert (service["community_name"], service["reversed_at"]) == ("致强社区居委会", None)
    assert not await verify(session)


async def test_sent_again_it_is_the_same(serving: Serving) -> None:
    came, left = new_id(), new_id()
    body = await serving.mark(60)
    path = f"/volunteer-check-ins/{came}"
    first = await serving.ask("resident", "PUT", path, json=body)
    later = body | {"sent_at": utc_now().isoformat()}
    again = await serving.ask("resident", "PUT", path, json=later)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    other = await serving.ask("resident", "PUT", path, json=body | {"mocked": True})
    assert said(other) == (409, "volunteer_mark_differs")
    another = await serving.ask("same_building", "PUT", path, json=body)
    assert said(another) == (409, "volunteer_mark_differs")
    out = await serving.mark(0) | {"session_id": str(came)}
    path = f"/volunteer-check-outs/{left}"
    first = await serving.ask("resident", "PUT", path, json=out)
    again = await serving.ask("resident", "PUT", path, json=out)
    assert (first.status_code, again.status_code) == (201, 200)
    assert said(await serving.ask("resident", "PUT", path, json=out | {"mocked": True})) == (
        409,
        "volunteer_mark_differs",
    )
    assert said(await serving.leaves(str(came))) == (409, "volunteer_session_ended")


async def test_a_check_out_waits_for_its_check_in(serving: Serving) -> None:
    came = new_id()
    assert said(await serving.leaves(str(came))) == (409, "volunteer_session_missing")
    assert (await serving.comes(30, mark_id=came)).status_code == 201
    assert said(await serving.leaves(str(came), who="same_building")) == (
        409,
        "volunteer_session_missing",
    )
    assert said(await serving.leaves(str(came), ago=31)) == (409, "volunteer_out_before_in")
    assert said(await serving.leaves(str(came))) == (201, "waiting")


async def test_no_code_no_mark(serving: Serving) -> None:
    assert said(await serving.comes(30, code="A" * 25)) == (404, "volunteer_code_unknown")
    came = (await serving.comes(30)).json()["id"]
    assert said(await serving.leaves(came, code="A" * 25)) == (404, "volunteer_code_unknown")


async def test_nobody_is_in_two_places_at_once(serving: Serving) -> None:
    await serving.served(60, ago=30)
    second = (await serving.comes(50, place=f"{HOME}-c2-b1")).json()["id"]
    left = await serving.leaves(second, place=f"{HOME}-c2-b1")
    assert said(left) == (409, "volunteer_session_overlaps")
    # Where the other one does not count, it stands.
    other = (await serving.got("resident", "/me/volunteer-sessions"))["items"][1]["id"]
    assert said(await serving.decide(other, "rejected")) == (422, "volunteer_note_needed")
    assert said(await serving.decide(other, "rejected", note="没有来")) == (200, "rejected")
    assert said(await serving.leaves(second, place=f"{HOME}-c2-b1")) == (201, "waiting")
    again = await serving.decide(other)
    assert said(again) == (409, "volunteer_session_not_waiting")


async def test_too_short_counts_nothing(serving: Serving) -> None:
    made = await serving.served(9)
    assert made["state"] == "short"
    assert said(await serving.decide(made["id"])) == (409, "volunteer_session_not_waiting")


async def test_good_evidence_needs_nobody(serving: Serving) -> None:
    assert (await serving.policy(auto_confirm_score=60)).status_code == 201
    good = await serving.served(30, ago=300)
    assert (good["state"], await serving.minutes()) == ("confirmed", 30)
    came = (await serving.comes(20, mocked=True)).json()["id"]
    assert said(await serving.leaves(came)) == (201, "waiting")
    long = await serving.served(490, ago=400)
    assert long["state"] == "waiting"


async def test_what_a_day_bears(serving: Serving) -> None:
    await serving.policy(session_minutes=60, day_minutes=90, facts_day_minutes=0)
    now = utc_now()
    # Two sessions of one day in China: both begin before the same midnight, or after it.
    since_midnight = (now + timedelta(hours=8)).hour * 60 + (now + timedelta(hours=8)).minute
    ago = since_midnight + 5 if since_midnight < 300 else 5
    await serving.confirmed(70, ago=ago + 100)
    await serving.confirmed(50, ago=ago)
    later, earlier = await serving.services()
    assert (earlier["due_minutes"], earlier["minutes"]) == (60, 60)
    assert (later["due_minutes"], later["minutes"]) == (50, 30)


async def test_a_forgotten_check_out_is_mended_by_another(
    serving: Serving, session: AsyncSession
) -> None:
    day = 24 * 60
    made = (await serving.comes(day + 90)).json()
    began = datetime.fromisoformat(made["began_at"])
    await end_forgotten(session, utc_now())
    await session.commit()
    [line] = (await serving.got(STAFF, "/volunteer-sessions", view="unfinished"))["items"]
    assert (line["id"], line["state_title"]) == (made["id"], "未签退")
    for ended in (began - timedelta(minutes=1), began + timedelta(minutes=5), utc_now()):
        assert said(await serving.mend(made["id"], ended)) == (422, "volunteer_mending_unfit")
    mended = await serving.mend(made["id"], began + timedelta(minutes=45))
    assert said(mended) == (200, "confirmed")
    assert (mended.json()["minutes"], mended.json()["mended"]) == (45, True)
    assert await serving.minutes() == 45
    # What is corrected later is another entry; the first one stands, taken back.
    await serving.mend(made["id"], began + timedelta(minutes=30))
    await serving.mend(made["id"], began + timedelta(minutes=30))
    assert await serving.minutes() == 30
    kept = {(each["minutes"], each["reversed_at"] is None) for each in await serving.services()}
    assert kept == {(45, False), (30, True)}
    assert said(await serving.decide(made["id"], "rejected", note="冒名")) == (200, "rejected")
    assert await serving.minutes() == 0
    unfit = await serving.mend(made["id"], began + timedelta(minutes=30))
    assert said(unfit) == (409, "volunteer_session_not_waiting")
    assert not await verify(session)


async def test_a_late_check_out_still_ends_it(serving: Serving, session: AsyncSession) -> None:
    made = (await serving.comes(25 * 60)).json()["id"]
    await end_forgotten(session, utc_now())
    await session.commit()
    assert said(await serving.leaves(made, ago=24 * 60)) == (201, "waiting")


async def test_nobody_confirms_their_own(serving: Serving) -> None:
    made = await serving.served(30, who=STAFF)
    assert said(await serving.decide(made["id"])) == (403, "own_volunteer_session")
    assert said(await serving.mend(made["id"], utc_now())) == (403, "own_volunteer_session")
    assert said(await serving.decide(made["id"], who="grid_chief")) == (200, "confirmed")
    assert await serving.minutes(STAFF) == 30


@pytest.mark.parametrize("who", ["far_community_worker", "same_building"])
async def test_strangers_see_nothing(serving: Serving, who: str) -> None:
    made = await serving.served(30)
    answer = await serving.ask(who, "GET", f"/volunteer-sessions/{made['id']}")
    assert answer.status_code == 404


async def test_leaving_elsewhere_is_less_worth(serving: Serving, session: AsyncSession) -> None:
    await serving.policy(auto_confirm_score=90)
    came = (await serving.comes(60)).json()["id"]
    left = await serving.leaves(came, place=f"{HOME}-c2-b1")
    assert said(left) == (201, "waiting")
    marks = (await serving.got("resident", f"/volunteer-sessions/{came}"))["marks"]
    assert "code_elsewhere" in {reason["code"] for reason in marks[1]["reasons"]}
    kept = await session.scalar(select(VolunteerSession.place_id))
    assert kept == serving.cast.places[BUILDING]

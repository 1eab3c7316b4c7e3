"""A claim over HTTP: verified, rejected, withdrawn, expired; leaving and being removed."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

import time_machine
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.events.facts import record
from shequ_api.base.events.models import Event
from shequ_api.base.places.events import PlaceEnded
from shequ_api.base.residency.leaving import expire_claims
from shequ_api.base.residency.rules import CLAIMS_A_MONTH
from shequ_api.kit.clock import china_date, utc_now
from tests.base.living import EMPTY, OTHER_EMPTY, OWN, Known, Street, said
from tests.cast import HOME

REASON = {"reason": "上门核实，该户表示不认识此人"}


async def facts_named(session: AsyncSession, name: str) -> list[dict[str, object]]:
    return list(await session.scalars(select(Event.facts).where(Event.name == name)))


async def test_a_rejected_claim_says_why_and_may_be_made_again(
    street: Street, session: AsyncSession
) -> None:
    first = await street.claimed("newcomer")
    path = f"/residencies/{first}/rejection"
    assert (await street.ask("next_micro_worker", "PUT", path, REASON)).status_code == 404
    assert said(await street.ask("partner", "PUT", path, REASON))[0] == 403
    rejected = await street.ask("micro_grid_worker", "PUT", path, REASON)
    assert rejected.json()["state"] == "rejected"
    [seen] = (await street.got("newcomer", "/me/residencies"))["items"]
    assert (seen["state"], seen["end_reason"]) == ("rejected", REASON["reason"])
    over = await street.ask("micro_grid_worker", "PUT", f"/residencies/{first}/verification")
    assert said(over) == (409, "residency_over")
    assert (await street.got("newcomer", "/me"))["residencies"] == []
    assert await street.claimed("newcomer") != first
    [closed] = await facts_named(session, "residency_claim_closed")
    assert closed["end_kind"] == "rejected"
    assert not await facts_named(session, "residency_ended"), "it never counted"


async def test_claims_are_counted(street: Street) -> None:
    """Each outcome tells a little: nobody may ask for ever."""
    for _ in range(CLAIMS_A_MONTH):
        made = await street.claimed("newcomer")
        body = {"ends_on": china_date(utc_now()).isoformat()}
        left = await street.ask("newcomer", "PUT", f"/me/residencies/{made}/departure", body)
        assert left.json()["state"] == "withdrawn"
    assert said(await street.claim("newcomer")) == (429, "too_many_claims")


async def test_leaving_has_happened(street: Street, session: AsyncSession) -> None:
    made = await street.settled("newcomer")
    today = china_date(utc_now())
    path = f"/me/residencies/{made}/departure"
    for unfit in ("2026-02-28", (today + timedelta(days=1)).isoformat()):
        answer = await street.ask("newcomer", "PUT", path, {"ends_on": unfit})
        assert said(answer) == (422, "departure_unfit"), unfit
    assert (await street.ask("resident", "PUT", path, {"ends_on": "2026-04-01"})).status_code == 404
    left = await street.ask("newcomer", "PUT", path, {"ends_on": "2026-04-01"})
    assert (left.json()["state"], left.json()["ends_on"]) == ("left", "2026-04-01")
    again = await street.ask("newcomer", "PUT", path, {"ends_on": "2026-04-01"})
    assert said(again) == (409, "residency_over")
    [ended] = await facts_named(session, "residency_ended")
    assert (ended["end_kind"], ended["ends_on"]) == ("left", "2026-04-01")
    assert (await street.got("newcomer", "/me"))["level"]["level"] == 1


async def test_who_removes_whom(street: Street) -> None:
    """Staff in scope; an owner the tenants of the own dwelling, but no other owner."""
    tenant = await street.settled("newcomer", OWN)
    co_owner = await street.settled("far_resident", OWN, "owner")
    neighbour = await street.settled("same_compound", EMPTY)
    home = (await street.got("resident", "/me/household"))["items"]
    assert {tenant, co_owner} <= {item["id"] for item in home}
    assert neighbour not in {item["id"] for item in home}

    async def remove(who: str, which: str) -> tuple[int, str]:
        answer = await street.ask(who, "PUT", f"/me/household/{which}/end", REASON)
        return answer.status_code, answer.json().get("code", answer.json().get("state"))

    assert await remove("newcomer", co_owner) == (404, "not_found"), "a tenant owns nothing"
    assert await remove("resident", neighbour) == (404, "not_found")
    assert await remove("resident", co_owner) == (403, "owners_stay")
    assert await remove("resident", tenant) == (200, "removed")
    waiting = await street.claimed("newcomer", OWN)
    assert await remove("resident", waiting) == (409, "residency_not_verified")

    path = f"/residencies/{co_owner}/end"
    assert (await street.ask("resident", "PUT", path, REASON)).status_code == 404
    assert (await street.ask("far_community_worker", "PUT", path, REASON)).status_code == 404
    assert (await street.ask("subdistrict_administrator", "PUT", path, REASON)).status_code == 403
    assert (await street.ask("grid_chief", "PUT", path, REASON)).json()["state"] == "removed"
    gone = (await street.got("community_worker", "/residencies?view=ended"))["items"]
    assert {co_owner, tenant} == {item["id"] for item in gone}


async def test_a_claim_that_nobody_answers_expires(
    street: Street, session: AsyncSession, work: Callable[[], Awaitable[int]]
) -> None:
    old = await street.claimed("newcomer")
    with time_machine.travel(utc_now() + timedelta(days=20), tick=True):
        young = await street.claimed("far_resident", OTHER_EMPTY)
    await expire_claims(session, utc_now() + timedelta(days=29))
    assert not await facts_named(session, "residency_claim_closed")
    await expire_claims(session, utc_now() + timedelta(days=31))
    await session.commit()
    [closed] = await facts_named(session, "residency_claim_closed")
    assert (closed["subject_id"], closed["end_kind"]) == (old, "expired")
    [seen] = (await street.got("newcomer", "/me/residencies"))["items"]
    assert seen["state"] == "expired"
    waiting = (await street.got("community_worker", "/residencies"))["items"]
    assert [item["id"] for item in waiting] == [young]


async def test_the_register_answers_at_once(street: Street, register: Known) -> None:
    nameless = await street.claim("newcomer")
    assert nameless.json()["state"] == "waiting"
    assert register.asked == 0, "the register is asked only for a name"
    for name, number in (("别人", None), ("戊居民", "110101199003071000")):
        wrong = await street.claim("newcomer", OTHER_EMPTY, name=name, id_number=number)
        assert wrong.json()["state"] == "waiting"
        path = f"/me/residencies/{wrong.json()['id']}/departure"
        await street.ask("newcomer", "PUT", path, {"ends_on": "2026-04-01"})
    path = f"/me/residencies/{nameless.json()['id']}/departure"
    await street.ask("newcomer", "PUT", path, {"ends_on": "2026-04-01"})
    right = await street.claim("newcomer", name="戊居民", id_number="11010119900307123X")
    assert (right.json()["state"], right.json()["verified_by_means"]) == ("verified", "register")
    assert "11010119900307123X" not in right.text
    assert (await street.got("newcomer", "/me"))["level"]["level"] == 2


async def test_a_number_that_does_not_fit_is_not_echoed(street: Street) -> None:
    odd = "1101011990\u200b" + "9" * 40
    answer = await street.claim("newcomer", name="戊", id_number=odd)
    assert answer.status_code == 422
    assert "9999" not in answer.text
    assert (await street.claim("newcomer", f"{HOME}-c1-b1")).json()["code"] == "not_a_dwelling"


async def test_nobody_lives_in_what_was_demolished(
    street: Street, session: AsyncSession, work: Callable[[], Awaitable[int]]
) -> None:
    claim = await street.claimed("newcomer")
    places, now = street.cast.places, utc_now()
    demolished = PlaceEnded(
        subject_id=places[f"{HOME}-c1-b1"],
        kind="building",
        community_id=places[HOME],
        ended_by_id=None,
    )
    record(session, demolished, now=now)
    await session.commit()
    await work()
    [seen] = (await street.got("newcomer", "/me/residencies"))["items"]
    assert (seen["id"], seen["state"]) == (claim, "place_ended")
    for who, lives in (("resident", 1), ("same_building", 1), ("same_compound", 2)):
        assert (await street.got(who, "/me"))["level"]["level"] == lives, who


async def test_what_has_not_begun_counts_for_nothing_and_is_taken_back(street: Street) -> None:
    begins = china_date(utc_now()) + timedelta(days=30)
    claim = await street.claim("newcomer", EMPTY, "owner", starts_on=begins.isoformat())
    made = claim.json()["id"]
    verified = await street.ask("micro_grid_worker", "PUT", f"/residencies/{made}/verification")
    assert verified.json()["state"] == "verified"
    assert (await street.got("newcomer", "/me"))["level"]["level"] == 1
    # A neighbour's word, or an owner's, nobody has who does not live there yet.
    other = await street.claimed("same_compound", OTHER_EMPTY)
    assert (await street.ask("newcomer", "PUT", f"/residencies/{other}/vouch")).status_code in {
        403,
        404,
    }
    path = f"/me/residencies/{made}/departure"
    left = await street.ask("newcomer", "PUT", path, {"ends_on": china_date(utc_now()).isoformat()})
    assert left.status_code == 200, left.text
    assert (left.json()["state"], left.json()["ends_on"]) == ("withdrawn", begins.isoformat())
    assert (await street.claim("newcomer", EMPTY)).status_code == 201

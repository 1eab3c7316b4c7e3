"""Invitations into a dwelling and vouches next door."""

import asyncio
from collections import Counter
from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.residency import neighbours
from shequ_api.base.residency.models import Residency, ResidencyInvitation, VerificationMeans
from shequ_api.base.residency.rules import LIVE_INVITATIONS
from shequ_api.kit.clock import utc_now
from shequ_api.kit.db import Database
from shequ_api.kit.http.parts import Parts
from shequ_api.kit.short_codes import WRONG_AN_HOUR
from tests.base.living import EMPTY, OTHER_EMPTY, OWN, Street, said
from tests.cast import HOME


async def test_an_invitation_lets_one_in(street: Street, session: AsyncSession) -> None:
    code = await street.invited()
    spoken = code.replace("-", " ").lower()
    elsewhere = await street.claim("newcomer", EMPTY, invitation_code=code)
    assert said(elsewhere) == (404, "invitation_unknown")
    as_owner = await street.claim("newcomer", OWN, "owner", invitation_code=code)
    assert said(as_owner) == (422, "not_for_owners")
    joined = await street.claim("newcomer", OWN, "family", invitation_code=spoken)
    assert joined.json()["verified_by_means"] == "invitation"
    spent = await street.claim("far_resident", OWN, "family", invitation_code=code)
    assert said(spent) == (404, "invitation_unknown")
    row = await session.get_one(Residency, joined.json()["id"])
    assert row.verified_by_id == street.cast.people["resident"]
    kept = (await session.scalars(select(ResidencyInvitation.code_kept))).all()
    assert all(code.replace("-", "").encode() not in each for each in kept)
    [given] = (await street.got("resident", "/me/invitations"))["items"]
    assert given["redeemed_at"]
    assert "code" not in given


async def test_invitations_end(street: Street) -> None:
    """By time, by hand, and when the one who gave them moves out; and there are not many."""
    late, revoked, orphan = [await street.invited() for _ in range(3)]
    waiting = await street.claimed("newcomer", OWN)

    async def try_code(code: str) -> tuple[int, str]:
        path = f"/me/residencies/{waiting}/invitation"
        return said(await street.ask("newcomer", "PUT", path, {"code": code}))

    with time_machine.travel(utc_now() + timedelta(days=7, seconds=1), tick=True):
        street._dress.clear()
        assert await try_code(late) == (404, "invitation_unknown")
    street._dress.clear()
    listed = (await street.got("resident", "/me/invitations"))["items"]
    assert len(listed) == 3
    path = f"/me/invitations/{listed[1]['id']}/revocation"
    assert (await street.ask("same_building", "PUT", path)).status_code == 404
    assert (await street.ask("resident", "PUT", path)).status_code == 204
    assert await try_code(revoked) == (404, "invitation_unknown")
    for _ in range(LIVE_INVITATIONS - 2):
        await street.invited()
    body = {"dwelling_id": str(street.cast.places[OWN])}
    full = await street.ask("resident", "POST", "/me/invitations", body)
    assert said(full) == (409, "too_many_invitations")

    [home] = (await street.got("resident", "/me/residencies"))["items"]
    path = f"/me/residencies/{home['id']}/departure"
    await street.ask("resident", "PUT", path, {"ends_on": "2026-11-01"})
    assert await try_code(orphan) == (404, "invitation_unknown")


async def test_only_who_lives_there_invites(street: Street) -> None:
    body = {"dwelling_id": str(street.cast.places[OWN])}
    neighbour = await street.ask("same_building", "POST", "/me/invitations", body)
    assert said(neighbour) == (404, "not_found")
    stranger = await street.ask("newcomer", "POST", "/me/invitations", body)
    assert said(stranger) == (403, "identity_level_too_low")
    assert stranger.json()["needed_level"] == 2


async def test_guessing_is_slowed_down(street: Street) -> None:
    code = await street.invited()
    waiting = await street.claimed("newcomer", OWN)
    path = f"/me/residencies/{waiting}/invitation"
    tries = [
        said(await street.ask("newcomer", "PUT", path, {"code": f"2345678{sign}"}))
        for sign in "23456789ABC"
    ]
    assert tries[:WRONG_AN_HOUR] == [(404, "invitation_unknown")] * WRONG_AN_HOUR
    assert tries[WRONG_AN_HOUR:] == [(429, "too_many_wrong_codes")]
    assert (await street.ask("newcomer", "PUT", path, {"code": code})).status_code == 200


async def test_two_dwellings_of_the_building_vouch(street: Street) -> None:
    made = await street.claimed("newcomer")
    path = f"/residencies/{made}/vouch"
    for outside in ("same_compound", "far_resident"):
        assert said(await street.ask(outside, "PUT", path))[0] == 404, outside
    assert said(await street.ask("newcomer", "PUT", path))[0] == 403
    first = await street.ask("resident", "PUT", path)
    assert (first.json()["vouches"], first.json()["state"]) == (1, "waiting")
    assert first.json()["person_name"] == "戊*民"
    again = await street.ask("resident", "PUT", path)
    assert again.json()["vouches"] == 1
    await street.settled("far_resident", OWN, "family")
    same_home = await street.ask("far_resident", "PUT", path)
    assert same_home.json()["vouches"] == 1, "one household speaks with one voice"
    second = await street.ask("same_building", "PUT", path)
    assert (second.json()["vouches"], second.json()["state"]) == (2, "verified")
    # Who came in by neighbours' word does not let in others by it.
    other = await street.claimed("same_compound", OTHER_EMPTY)
    chained = await street.ask("newcomer", "PUT", f"/residencies/{other}/vouch")
    assert said(chained) == (403, "vouch_not_grounded")


async def test_vouches_are_no_market(street: Street) -> None:
    """Not for owners, not for one's own household, not in turn, not more than three a month."""
    owner = await street.claimed("far_resident", EMPTY, "owner")
    refused = await street.ask("resident", "PUT", f"/residencies/{owner}/vouch")
    assert said(refused) == (422, "not_for_owners")
    inside = await street.claimed("newcomer", OWN)
    refused = await street.ask("resident", "PUT", f"/residencies/{inside}/vouch")
    assert said(refused) == (409, "invite_instead")

    await street.settled("newcomer", EMPTY)
    mine = await street.claimed("resident", OTHER_EMPTY)
    given = await street.ask("newcomer", "PUT", f"/residencies/{mine}/vouch")
    assert given.json()["vouches"] == 1
    theirs = await street.claimed("newcomer", OTHER_EMPTY)
    in_turn = await street.ask("resident", "PUT", f"/residencies/{theirs}/vouch")
    assert said(in_turn) == (403, "vouched_in_turn")

    people = ["same_compound", "partner", "far_partner", "auditor"]
    answers = []
    for who in people:
        made = await street.claimed(who, OTHER_EMPTY)
        answers.append(await street.ask("same_building", "PUT", f"/residencies/{made}/vouch"))
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]


async def test_one_code_and_many_hands(crowded: Street, open_parts: Parts) -> None:
    """Of several people with one code, exactly one comes in."""
    code = await crowded.invited()
    people = ["newcomer", "far_resident", "same_compound", "partner", "auditor"]
    for who in people:
        await crowded.ask(who, "GET", "/me")
    answers = await asyncio.gather(
        *(crowded.claim(who, OWN, "family", invitation_code=code) for who in people)
    )
    assert Counter(answer.status_code for answer in answers) == {201: 1, 404: 4}
    async with open_parts.get(Database).sessions() as session:
        here = Residency.place_id == crowded.cast.places[OWN], Residency.ends_on.is_(None)
        lives = await session.scalar(select(func.count()).select_from(Residency).where(*here))
    assert lives == 2, "the owner and one more; the others' claims were not made"


async def test_two_words_at_once(crowded: Street) -> None:
    """A claim that is verified and rejected at once has one outcome, and one is told so."""
    for dwelling in (EMPTY, OTHER_EMPTY, f"{HOME}-c1-b2-u1-d202"):
        made = await crowded.claimed("newcomer", dwelling)
        answers = await asyncio.gather(
            crowded.ask("community_worker", "PUT", f"/residencies/{made}/verification"),
            crowded.ask("grid_chief", "PUT", f"/residencies/{made}/rejection", {"reason": "不是"}),
        )
        assert sorted(answer.status_code for answer in answers) == [200, 409]


async def test_invitations_make_no_chain(street: Street, session: AsyncSession) -> None:
    """Who came in by a code or by neighbours' word invites nobody; a worker's word changes that."""
    code = await street.invited()
    joined = await street.claim("newcomer", OWN, "family", invitation_code=code)
    body = {"dwelling_id": str(street.cast.places[OWN])}
    chained = await street.ask("newcomer", "POST", "/me/invitations", body)
    assert said(chained) == (403, "invite_not_grounded")

    vouched = await street.claimed("newcomer", EMPTY)
    for who in ("resident", "same_building"):
        await street.ask(who, "PUT", f"/residencies/{vouched}/vouch")
    body = {"dwelling_id": str(street.cast.places[EMPTY])}
    chained = await street.ask("newcomer", "POST", "/me/invitations", body)
    assert said(chained) == (403, "invite_not_grounded")

    row = await session.get_one(Residency, joined.json()["id"])
    row.verified_by_means = VerificationMeans.DOOR
    await session.commit()
    early = await street.invited("newcomer", OWN)
    row.verified_by_means = VerificationMeans.INVITATION
    await session.commit()
    stale = await street.claim("same_compound", OWN, "family", invitation_code=early)
    assert said(stale) == (404, "invitation_unknown"), "a code is as good as who gave it"


async def test_a_dwelling_is_full_some_day(street: Street, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(neighbours, "INVITED_IN_A_DWELLING", 1)
    first, second = [await street.invited() for _ in range(2)]
    joined = await street.claim("newcomer", OWN, "family", invitation_code=first)
    assert joined.status_code == 201
    full = await street.claim("same_compound", OWN, "family", invitation_code=second)
    assert said(full) == (409, "dwelling_full")
    body = {"dwelling_id": str(street.cast.places[OWN])}
    assert said(await street.ask("resident", "POST", "/me/invitations", body)) == (
        409,
        "dwelling_full",
    )


async def test_the_last_place_is_given_once(
    crowded: Street, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two codes of two hands at once, and one place."""
    dwelling = f"{HOME}-c1-b1-u1-d102"
    monkeypatch.setattr(neighbours, "INVITED_IN_A_DWELLING", 1)
    codes = [await crowded.invited("same_building", dwelling) for _ in range(2)]
    people = ["committee_member", "city_administrator"]
    for who in people:
        await crowded.ask(who, "GET", "/me")
    answers = await asyncio.gather(
        *(
            crowded.claim(who, dwelling, "family", invitation_code=code)
            for who, code in zip(people, codes, strict=True)
        )
    )
    assert sorted(answer.status_code for answer in answers) == [201, 409]

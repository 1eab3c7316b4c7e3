"""From a proposal to a household's card: two words, points set aside, proof, and what is public."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.events.models import Event
from shequ_api.base.people.models import Person
from shequ_api.base.residency.models import Residency
from shequ_api.blocks.ledger.checker import verify
from shequ_api.features.charity.models import Pool
from shequ_api.features.charity_grants.rules import DECIDED_WITHIN
from shequ_api.features.charity_grants.service.delivering import lapse
from shequ_api.kit.clock import utc_now
from shequ_api.kit.ids import new_id
from tests.cast import HOME
from tests.features.charity_grants.aid import (
    CHIEF,
    HOUSE,
    NEED,
    NEXT_DOOR,
    STAFF,
    WORKER,
    Aid,
    account,
    card_balance,
    long_ago,
)
from tests.features.patrols.field import photo_of


async def test_two_words_and_a_proof_put_points_on_a_card(
    aid: Aid, pool: Pool, session: AsyncSession
) -> None:
    before = await card_balance(session, aid.cast, "resident")
    proposal = await aid.propose(pool.id)
    assert await account(session, pool.account_id) == (100, 0)
    first = await aid.approve(proposal)
    assert (first["state"], first["approved_by_name"]) == ("approved", "甲网长")
    second = await aid.confirm(proposal)
    assert (second["state"], second["confirmed_by_name"]) == ("granted", "甲社工")
    assert await account(session, pool.account_id) == (100, 30)
    handed = await aid.deliver(proposal)
    assert (handed.status_code, handed.json()["state"]) == (200, "delivered")
    assert await account(session, pool.account_id) == (70, 0)
    assert await card_balance(session, aid.cast, "resident") == before + 30
    assert not await verify(session)


async def test_facts_and_public_pages_say_nothing_of_who(
    aid: Aid, pool: Pool, session: AsyncSession
) -> None:
    proposal = await aid.granted(pool.id)
    assert (await aid.deliver(proposal)).status_code == 200
    facts = list(
        await session.scalars(select(Event.facts).where(Event.name.startswith("charity_grant")))
    )
    assert len(facts) == 2
    told = str(facts)
    for secret in (aid.cast.people["resident"], aid.cast.places[HOUSE], NEED):
        assert str(secret) not in told
    ledger = await aid.got("far_resident", f"/charity/pools/{pool.id}/ledger")
    line = ledger["items"][0]
    assert (line["kind"], line["title"], line["donor"]) == ("grant", "帮扶一户家庭", None)
    assert (line["amount_points"], line["balance_after_points"]) == (-30, 70)
    assert set(line) == {
        *("on", "kind", "title", "donor", "amount_points", "balance_after_points"),
    }
    [shown] = (await aid.got("far_resident", "/charity/pools", community_id=aid.cast.places[HOME]))[
        "items"
    ]
    assert (shown["granted_points"], shown["households_at_least"]) == (30, 0)
    assert shown["households_told"] == "不足 10 户"


async def test_who_proposed_is_helped_or_lives_there_has_no_word(
    aid: Aid, pool: Pool, session: AsyncSession
) -> None:
    path = "/charity/proposals/{}/approval"
    own = await aid.propose(pool.id, CHIEF)
    assert await aid.refused(CHIEF, "PUT", path.format(own)) == (403, "own_proposal")
    await aid.approve(own, STAFF)
    twice = f"/charity/proposals/{own}/grant"
    assert await aid.refused(STAFF, "POST", twice) == (403, "same_word_twice")
    by_staff = await aid.propose(pool.id, STAFF)
    await aid.approve(by_staff)
    confirm = f"/charity/proposals/{by_staff}/grant"
    assert await aid.refused(STAFF, "POST", confirm) == (403, "own_proposal")
    other = await aid.propose(pool.id)
    await _moves_in(session, aid, CHIEF)
    assert await aid.refused(CHIEF, "PUT", path.format(other)) == (403, "own_household")
    why = {"reason": "不符合条件"}
    assert await aid.refused(CHIEF, "POST", f"/charity/proposals/{other}/refusal", **why) == (
        403,
        "own_household",
    )
    drafted = aid.draft(pool.id)
    assert await aid.refused(CHIEF, "POST", "/charity/proposals", **drafted) == (
        409,
        "proposal_for_your_own",
    )
    assert await account(session, pool.account_id) == (100, 0)


async def _moves_in(session: AsyncSession, aid: Aid, who: str) -> None:
    """A member of the cast lives in the house from now on."""
    moved = update(Residency).where(Residency.person_id == aid.cast.people["same_building"])
    await session.execute(
        moved.values(person_id=aid.cast.people[who], place_id=aid.cast.places[HOUSE])
    )
    await session.commit()


@pytest.mark.parametrize(
    ("changes", "status", "code"),
    [
        ({"person_id": ...}, 422, "malformed"),
        ({"points": 0}, 422, "malformed"),
        ({"need": " "}, 422, "malformed"),
        ({"form": "cash"}, 422, "malformed"),
        ({"place_id": str(uuid4())}, 404, "not_found"),
        ({"person_id": str(uuid4())}, 422, "not_of_this_household"),
        ({"photo_ids": [str(uuid4())]}, 422, "photo_unknown"),
    ],
)
async def test_unfit_proposals(
    aid: Aid, pool: Pool, changes: dict[str, object], status: int, code: str
) -> None:
    body = aid.draft(pool.id, **changes)
    assert await aid.refused(WORKER, "POST", "/charity/proposals", **body) == (status, code)


async def test_a_person_of_another_dwelling_or_grid_is_not_found(aid: Aid, pool: Pool) -> None:
    there = aid.draft(pool.id, place_id=str(aid.cast.places[NEXT_DOOR]))
    assert await aid.refused(WORKER, "POST", "/charity/proposals", **there) == (
        422,
        "not_of_this_household",
    )
    body = aid.draft(pool.id)
    assert await aid.refused("next_micro_worker", "POST", "/charity/proposals", **body) == (
        404,
        "not_found",
    )
    assert await aid.refused(WORKER, "POST", "/charity/proposals", **aid.draft(uuid4())) == (
        404,
        "not_found",
    )
    proposal = await aid.propose(pool.id)
    for stranger in ("next_micro_worker", "next_general_worker", "far_community_worker"):
        answer = await aid.ask(stranger, "GET", f"/charity/proposals/{proposal}")
        assert answer.status_code == 404
        listed = await aid.got(stranger, "/charity/proposals")
        assert listed["items"] == []
    for other in ("resident", "partner", "subdistrict_administrator", "district_administrator"):
        answer = await aid.ask(other, "GET", f"/charity/proposals/{proposal}")
        assert answer.status_code == 403


async def test_the_need_is_looked_at_and_the_look_is_told(
    aid: Aid, pool: Pool, session: AsyncSession
) -> None:
    photo = await photo_of(session, aid.cast.people[WORKER])
    proposal = await aid.propose(pool.id, photo_ids=[photo])
    shown = await aid.ask(WORKER, "GET", f"/charity/proposals/{proposal}")
    assert NEED not in shown.text and shown.json()["person_name"] == "甲*民"
    why = {"purpose": "care", "reason": "初审"}
    assert await aid.refused(WORKER, "POST", f"/charity/proposals/{proposal}/reveals", **why) == (
        403,
        "permission_missing",
    )
    words = await aid.did(CHIEF, "POST", f"/charity/proposals/{proposal}/reveals", **why)
    assert (words["need"], words["use"], words["person_name"]) == (NEED, "共享食堂用餐", "甲居民")
    assert [each["id"] for each in words["need_photos"]] == [photo]
    looks = (await aid.got("resident", "/me/access-log"))["items"]
    assert [look["subject_kind"] for look in looks] == ["charity_proposal"]


async def test_two_accounts_of_one_human_being_have_one_word(
    aid: Aid, pool: Pool, session: AsyncSession
) -> None:
    """Whoever proposed as another account of theirs, and was merged, says no first word."""
    proposal = await aid.propose(pool.id)
    path = f"/charity/proposals/{proposal}"
    await _merged(session, aid, WORKER, CHIEF)
    assert await aid.refused(CHIEF, "PUT", f"{path}/approval") == (403, "own_proposal")
    await _merged(session, aid, WORKER, None)
    await aid.approve(proposal)
    for kept, refusal in ((STAFF, "own_proposal"), (CHIEF, "same_word_twice")):
        await _merged(session, aid, WORKER, kept)
        assert await aid.refused(STAFF, "POST", f"{path}/grant") == (403, refusal)
    await _merged(session, aid, WORKER, None)
    assert (await aid.confirm(proposal))["state"] == "granted"


async def _merged(session: AsyncSession, aid: Aid, one: str, into: str | None) -> None:
    """As if an account had been merged into another, or into none."""
    this = update(Person).where(Person.id == aid.cast.people[one])
    kept = aid.cast.people[into] if into else None
    await session.execute(this.values(merged_into_id=kept))
    await session.commit()


async def test_what_nobody_decides_lapses_by_itself(
    aid: Aid, pool: Pool, session: AsyncSession
) -> None:
    proposal = await aid.propose(pool.id)
    await lapse(session, utc_now() + DECIDED_WITHIN - timedelta(minutes=1))
    await session.commit()
    await aid.approve(proposal)
    await lapse(session, utc_now() + DECIDED_WITHIN)
    await session.commit()
    assert (await aid.refused(STAFF, "POST", f"/charity/proposals/{proposal}/grant"))[0] == 409
    assert await account(session, pool.account_id) == (100, 0)


async def test_declined_or_withdrawn_frees_what_was_set_aside(
    aid: Aid, pool: Pool, session: AsyncSession
) -> None:
    declined = await aid.granted(pool.id, points=60)
    assert await account(session, pool.account_id) == (100, 60)
    why = {"reason": "已由临时救助解决"}
    ended = await aid.did(CHIEF, "POST", f"/charity/proposals/{declined}/refusal", **why)
    assert ended["state"] == "declined"
    assert await account(session, pool.account_id) == (100, 0)
    withdrawn = await aid.granted(pool.id)
    path = f"/charity/proposals/{withdrawn}/withdrawal"
    assert await aid.refused(CHIEF, "POST", path, **why) == (403, "not_your_proposal")
    assert (await aid.did(WORKER, "POST", path, **why))["state"] == "withdrawn"
    assert await account(session, pool.account_id) == (100, 0)
    assert await aid.refused(WORKER, "POST", path, **why) == (409, "proposal_not_there")
    late = await aid.deliver(withdrawn)
    assert (late.status_code, late.json()["code"]) == (409, "proposal_not_there")


async def test_what_nobody_delivers_lapses_by_itself(
    aid: Aid, pool: Pool, session: AsyncSession
) -> None:
    proposal = await aid.granted(pool.id)
    await lapse(session, utc_now())
    assert (await aid.got(STAFF, f"/charity/proposals/{proposal}"))["state"] == "granted"
    await long_ago(session, aid.cast, proposal, 38)
    await session.commit()
    await lapse(session, utc_now())
    await session.commit()
    assert (await aid.got(STAFF, f"/charity/proposals/{proposal}"))["state"] == "lapsed"
    answer = await aid.deliver(proposal)
    assert (answer.status_code, answer.json()["code"]) == (409, "proposal_not_there")


async def test_delivered_offline_is_believed_for_as_long_as_it_can_be(
    aid: Aid, pool: Pool, session: AsyncSession
) -> None:
    proposal = await aid.granted(pool.id, form="goods", person_id=...)
    await long_ago(session, aid.cast, proposal, 32)
    await session.commit()
    late = await aid.deliver(proposal)
    assert (late.status_code, late.json()["code"]) == (422, "handed_out_of_time")
    early = await aid.deliver(proposal, handed_at="2026-01-01T09:00:00.000+08:00")
    assert (early.status_code, early.json()["code"]) == (422, "handed_out_of_time")


async def test_a_delivery_counts_once_whatever_the_phone_sends(
    aid: Aid, pool: Pool, session: AsyncSession
) -> None:
    proposal, delivery = await aid.granted(pool.id, form="goods", person_id=...), new_id()
    at = utc_now().isoformat(timespec="milliseconds")
    photo = await photo_of(session, aid.cast.people[WORKER])
    said: dict[str, Any] = {"proof": "signature", "photo_ids": [photo], "handed_at": at}
    answers = [
        await aid.deliver(proposal, delivery_id=delivery, **said, witness_name=None)
        for _ in range(2)
    ]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert answers[0].json() == answers[1].json()
    other = await aid.deliver(proposal, delivery_id=delivery, **said)
    assert (other.status_code, other.json()["code"]) == (409, "delivery_differs")
    again = await aid.deliver(proposal, delivery_id=new_id(), **said, witness_name=None)
    assert (again.status_code, again.json()["code"]) == (409, "delivery_differs")
    assert await account(session, pool.account_id) == (70, 0)
    for unproven in (
        {"proof": "photo"},
        {"proof": "signature"},
        {"proof": "acceptance"},
        {"proof": "witness", "witness_name": None},
    ):
        answer = await aid.deliver(proposal, **unproven)
        assert (answer.status_code, answer.json()["code"]) == (422, "malformed")

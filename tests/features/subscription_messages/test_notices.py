"""Important notices and emergencies go out to the phones of those who have not read them."""

from collections import Counter
from typing import Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.features.notices.events import NoticePublished
from shequ_api.features.subscription_messages import carrying
from shequ_api.features.subscription_messages.models import SubscriptionRound, SubscriptionSend
from shequ_api.kit.clock import utc_now
from tests.cast import HOME
from tests.clocks import Work
from tests.features.notices.board import Board
from tests.features.subscription_messages.phones import Phones

KINDS = ["notice_important", "notice_emergency"]
NEIGHBOURS = ("resident", "same_building", "same_compound")


@pytest.fixture
async def board(phones: Phones) -> Board:
    await phones.saved(kinds=KINDS)
    await phones.linked(*NEIGHBOURS, "far_resident")
    for who in (*NEIGHBOURS, "far_resident"):
        await phones.accepts(who, 2)
    return Board(phones.client, phones.cast)


async def sends(session: AsyncSession) -> Counter[str]:
    return Counter(await session.scalars(select(SubscriptionSend.state)))


async def test_who_is_addressed_and_has_not_read(
    board: Board, phones: Phones, work: Work, session: AsyncSession
) -> None:
    await board.published(HOME)
    await work()
    assert await sends(session) == {}, "what is ordinary is read in the app"
    notice = await board.published(HOME, category="important")
    await board.read("same_building", notice)
    await phones.choose("same_compound", notice_important=False)
    await work()
    [sent] = await phones.arrived()
    assert sent["page"] == f"pages/index/index?about=notice&id={notice['id']}"
    assert sent["data"]["phrase5"]["value"] == "重要通知"
    counts = await board.ask(
        "community_worker", "GET", "/subscription-counts", params={"notice_id": notice["id"]}
    )
    assert (counts.json()["sent"], counts.json()["waiting"]) == (1, 0)
    stranger = await board.ask(
        "far_community_worker", "GET", "/subscription-counts", params={"notice_id": notice["id"]}
    )
    assert stranger.status_code == 404
    path = f"/notices/{notice['id']}/reminders"
    assert (await board.ask("community_worker", "POST", path)).status_code == 201
    await work()
    assert len(await phones.arrived()) == 2, "the one who has not read hears of it again"


async def test_what_was_corrected_or_withdrawn_is_not_sent(
    board: Board, phones: Phones, work: Work, session: AsyncSession
) -> None:
    later = text("UPDATE subscription_sends SET due_at = now() + interval '1 hour'")
    notice = await board.published(HOME, category="important")
    await phones.choose("resident", {"starts": "00:00", "ends": "23:59"})
    for who in NEIGHBOURS[1:]:
        await board.read(who, notice)
    await work()
    assert await sends(session) == {"waiting": 1}
    await phones.choose("resident")
    await board.corrected(notice)
    await session.execute(later)
    await session.execute(text("UPDATE subscription_sends SET due_at = now()"))
    await session.commit()
    await work()
    assert await sends(session) == {"stale": 1, "sent": 3}
    assert {each["data"]["thing1"]["value"] for each in await phones.arrived()} == {
        "停水通知（更正）"
    }
    gone = await board.published(HOME, category="important")
    path, why = f"/notices/{gone['id']}/withdrawal", {"reason": "检修取消"}
    await board.ask("community_worker", "PUT", path, json=why)
    await work()
    assert len(await phones.arrived()) == 3


async def test_an_emergency_goes_out_at_night(
    board: Board, phones: Phones, work: Work, session: AsyncSession
) -> None:
    await phones.choose("resident", {"starts": "00:00", "ends": "23:59"})
    waiting = (await board.publish(await board.written(HOME, category="emergency"))).json()
    await work()
    assert await sends(session) == {}
    await board.review(waiting, "grid_chief")
    await work()
    assert await sends(session) == {"sent": 3}


async def test_many_are_told_lot_by_lot_and_each_once(
    board: Board, phones: Phones, session: AsyncSession, cast: Any
) -> None:
    await session.execute(
        text("""
        WITH neighbour AS (SELECT * FROM residencies WHERE person_id = :resident LIMIT 1),
        people AS (
          INSERT INTO persons (id, created_at)
          SELECT gen_random_uuid(), now() FROM generate_series(1, 1200) RETURNING id
        ), homes AS (
          INSERT INTO residencies (id, city_id, district_id, subdistrict_id, community_id,
            compound_id, building_id, general_grid_id, micro_grid_id, place_id, person_id,
            belonging, starts_on, claimed_at, verified_at, verified_by_means)
          SELECT gen_random_uuid(), n.city_id, n.district_id, n.subdistrict_id, n.community_id,
            n.compound_id, n.building_id, n.general_grid_id, n.micro_grid_id, n.place_id, p.id,
            'family', n.starts_on, now(), now(), 'door' FROM people p, neighbour n
        )
        INSERT INTO subscription_answers
          (report_id, template_id, person_id, answer, answered_at, pushed)
        SELECT gen_random_uuid(), :template, id, 'accept', now(), false FROM people
        """),
        {"resident": cast.people["resident"], "template": phones.id},
    )
    await session.commit()
    await board.published(HOME, f"{HOME}-c1", category="important", audiences=["resident", "owner"])
    await session.execute(text("DELETE FROM jobs WHERE name <> 'subscription_messages.notice'"))
    await session.commit()
    from_job = await session.scalar(text("SELECT facts FROM jobs"))
    fact = NoticePublished.model_validate(from_job)
    for _ in range(2):
        await carrying.open_round(session, fact, utc_now())
    lots = 0
    while await carrying.spread(session, utc_now()):
        lots += 1
    assert lots >= 3
    rounds = await session.scalars(select(SubscriptionRound.done_at))
    assert [at is not None for at in rounds] == [True], "the same fact is the same round"
    assert await sends(session) == {"waiting": 1203}, "each once, however they are addressed"

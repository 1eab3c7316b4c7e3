"""Parts of tickets that are handled under another: they stay with their own, and count there."""

from typing import Any

from httpx import AsyncClient
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.features.ticket_ending.public import settle_together
from shequ_api.features.ticket_subtasks.models import TicketSubtask
from shequ_api.features.tickets.models import TicketHelper
from shequ_api.kit.clock import utc_now
from tests.base.people.asking import ask
from tests.cast import Cast
from tests.clocks import Work
from tests.features.inbox.reading import kinds
from tests.features.ticket_handling.handled import STAFF, WORKER, given, seen_by
from tests.features.ticket_help.helped import COLLEAGUE, PARTNER, Team, team
from tests.features.tickets.conftest import TicketMaker


async def pair(client: AsyncClient, cast: Cast, file_ticket: TicketMaker) -> tuple[Team, Team]:
    """A lead of the micro-grid's worker, and one of a colleague's under it, with a part."""
    lead = await team(client, cast, file_ticket, private=False)
    other = await team(client, cast, file_ticket, private=False)
    await given(client, cast, other.ticket, COLLEAGUE)
    await other.part(PARTNER, setter=COLLEAGUE)
    body = {"ticket_ids": [other.ticket["id"]], "reason": "同一件事"}
    merged = await lead.ask(STAFF, "POST", f"{lead.path}/merges", **body)
    assert merged.status_code == 200, merged.text
    return lead, other


def standing(part: dict[str, Any]) -> tuple[str, str, str]:
    return part["ticket_id"], part["state"], part["assignee_name"]


async def test_they_count_for_the_lead_and_undoing_the_merge_moves_nothing(
    client: AsyncClient, cast: Cast, file_ticket: TicketMaker, work: Work
) -> None:
    lead, other = await pair(client, cast, file_ticket)
    await work()
    [part] = await lead.parts(WORKER)
    before = standing(part)
    assert before == (other.ticket["id"], "open", "甲伙伴")
    refused = await lead.settled()
    assert (refused.status_code, refused.json()["count"]) == (409, 1)
    moved = await lead.take(WORKER, part, "deadline", workdays=5, reason="主办人延期")
    assert moved.status_code == 200, "whoever has the lead leads its parts"
    late = await lead.take(COLLEAGUE, part, "deadline", workdays=6, reason="原主办人")
    assert (late.status_code, late.json()["code"]) == (403, "not_your_task")
    apart = await other.ask(STAFF, "POST", f"{other.path}/unmerging", reason="两件事")
    assert apart.status_code == 200, apart.text
    await work()
    [part] = await other.parts(COLLEAGUE)
    assert standing(part) == before
    assert await lead.parts(WORKER) == []
    assert (await lead.settled()).status_code == 200
    assert (await other.settled(COLLEAGUE)).json()["code"] == "subtasks_open"
    assert (await other.take(PARTNER, part, "completion", note="好了")).status_code == 200
    assert (await other.settled(COLLEAGUE)).status_code == 200


async def test_a_lead_that_is_settled_ends_what_is_left_of_all(
    client: AsyncClient, cast: Cast, session: AsyncSession, file_ticket: TicketMaker, work: Work
) -> None:
    lead, _ = await pair(client, cast, file_ticket)
    [part] = await lead.parts(WORKER)
    await lead.take(PARTNER, part, "completion", note="好了")
    await work()
    assert "ticket_required_subtasks_done" in await kinds(client, cast, WORKER), "not the other's"
    assert "ticket_required_subtasks_done" not in await kinds(client, cast, COLLEAGUE)
    assert (await lead.settled()).status_code == 200
    await work()
    helps = select(TicketHelper.id).where(TicketHelper.ended_at.is_(None))
    assert await session.scalar(helps) is None


async def test_a_lead_that_is_taken_back_leaves_them_to_their_own(
    client: AsyncClient, cast: Cast, session: AsyncSession, file_ticket: TicketMaker, work: Work
) -> None:
    lead, other = await pair(client, cast, file_ticket)
    assert (await lead.withdrawn()).status_code == 200
    await work()
    [part] = await other.parts(COLLEAGUE)
    assert standing(part) == (other.ticket["id"], "open", "甲伙伴")
    assert (await seen_by(client, cast, PARTNER, other.ticket))["state"] == "resolving"
    open_still = select(TicketSubtask.id).where(TicketSubtask.ended_at.is_(None))
    assert await session.scalar(open_still) is not None


async def test_one_cause_for_many_leaves_what_has_open_parts(
    client: AsyncClient, cast: Cast, session: AsyncSession, file_ticket: TicketMaker
) -> None:
    lead, _ = await pair(client, cast, file_ticket)
    plain = await team(client, cast, file_ticket)
    ids = [lead.ticket["id"], plain.ticket["id"]]
    settled = await settle_together(
        session, ids, by_id=cast.people[STAFF], note="已恢复供水", facts={}, now=utc_now()
    )
    assert {str(each) for each in settled} == {plain.ticket["id"]}


async def test_of_an_anonymous_one_nobody_learns_whose_it_is(
    client: AsyncClient, cast: Cast, file_ticket: TicketMaker, work: Work
) -> None:
    one = await team(client, cast, file_ticket, anonymous=True)
    part = await one.part(PARTNER)
    await one.helped_by("next_micro_worker")
    await work()
    for who in (PARTNER, "next_micro_worker"):
        for path in (one.path, f"{one.path}/helpers", f"{one.path}/subtasks"):
            answer = await ask(client, cast, who, "GET", path)
            assert answer.status_code == 200, answer.text
            assert str(cast.people["resident"]) not in answer.text
            assert "甲居民" not in answer.text
    gone = await one.withdrawn()
    assert gone.status_code == 200, gone.text
    await work()
    [line] = await one.parts(STAFF)
    assert (line["id"], line["state"]) == (part["id"], "dropped")


async def test_apart_again_it_has_no_parts_of_those_who_had_the_lead(
    client: AsyncClient, cast: Cast, file_ticket: TicketMaker, work: Work
) -> None:
    _, other = await pair(client, cast, file_ticket)
    await work()
    await other.part(WORKER, setter=WORKER, title="主办人自己办")
    apart = await other.ask(STAFF, "POST", f"{other.path}/unmerging", reason="两件事")
    assert apart.status_code == 200, apart.text
    await work()
    found = {part["title"]: part["assignee_name"] for part in await other.parts(COLLEAGUE)}
    assert found == {"主办人自己办": "甲网格", "换灯泡": "甲伙伴"}
    assert "ticket_subtask_given" in await kinds(client, cast, COLLEAGUE)
    assert "ticket_subtask_taken" in await kinds(client, cast, WORKER)

"""Whom a return visit calls on: by a number that is shown on request, or by a message."""

from typing import Any

import pytest
from httpx import AsyncClient

from tests.base.people.asking import ask
from tests.cast import Cast
from tests.clocks import Work
from tests.features.ticket_followups.test_visits import said, waiting
from tests.features.ticket_ratings.settled import settle
from tests.features.ticket_ratings.test_comments import words as words
from tests.features.ticket_ratings.test_rating import opinion
from tests.features.ticket_talk.talking import Talk
from tests.features.tickets.conftest import TicketMaker
from tests.features.tickets.slips import step


@pytest.fixture
def talk(client: AsyncClient, cast: Cast, file_ticket: TicketMaker) -> Talk:
    return Talk(client, cast, file_ticket)


async def visit_of(client: AsyncClient, cast: Cast, ticket: dict[str, Any]) -> dict[str, Any]:
    [found] = [each for each in await waiting(client, cast) if each["ticket_id"] == ticket["id"]]
    visit: dict[str, Any] = found
    return visit


async def test_the_number_of_whoever_lives_there_is_shown_to_who_calls_and_logged(
    client: AsyncClient, cast: Cast, file_ticket: TicketMaker, work: Work
) -> None:
    ticket = await file_ticket(private=False)
    await settle(client, cast, ticket, by="grid_chief")
    await opinion(client, cast, "same_building", ticket, 1)
    await work()
    visit = await visit_of(client, cast, ticket)
    me = (await ask(client, cast, "same_building", "GET", "/me")).json()
    assert (visit["relation"], visit["contact"]) == ("inhabitant", "phone")
    assert "*" in visit["rater_name"] and visit["rater_name"] != me["name"]
    why = {"reason": "电话回访"}
    own = await said(client, cast, "grid_chief", visit, "contacts", **why)
    assert (own.status_code, own.json()["code"]) == (403, "handled_it_yourself")
    got = await said(client, cast, "community_worker", visit, "contacts", **why)
    assert got.status_code == 200, got.text
    told = got.json()
    assert (told["name"], told["agent_phone"]) == (me["name"], None)
    assert len(told["phone"]) == 11 and "*" not in told["phone"]
    looks = (await ask(client, cast, "same_building", "GET", "/me/access-log")).json()["items"]
    [look] = [each for each in looks if each["subject_kind"] == "return_visit"]
    assert (look["fields"], look["purpose"]) == (["name", "phone"], "ticket")
    result = {"outcome": "explained", "note": "已说明，对方理解"}
    assert (await said(client, cast, "community_worker", visit, "outcome", **result)).is_success
    late = await said(client, cast, "community_worker", visit, "contacts", **why)
    assert (late.status_code, late.json()["code"]) == (409, "return_visit_over")


async def test_who_left_no_name_is_written_to_and_not_called(
    client: AsyncClient, cast: Cast, talk: Talk, work: Work
) -> None:
    ticket = await talk.file(by="resident", anonymous=True)
    await settle(client, cast, ticket)
    await step(client, cast, "resident", ticket, "ratings/mine", score=1)
    await work()
    visit = await visit_of(client, cast, ticket)
    assert (visit["contact"], visit["rater_name"]) == ("talk", None)
    refused = await said(client, cast, "community_worker", visit, "contacts", reason="电话回访")
    assert (refused.status_code, refused.json()["code"]) == (409, "rater_unnamed")
    for attempts in (1, 2):
        note = {"note": "留言后没有回复"}
        early = await said(client, cast, "community_worker", visit, "attempts", **note)
        assert (early.status_code, early.json()["code"]) == (409, "not_asked_yet")
        await talk.says("micro_grid_worker", ticket, "还有什么没有办好？")
        early = await said(client, cast, "community_worker", visit, "attempts", **note)
        assert early.status_code == 409, "who handled it is not who asks"
        await talk.says("community_worker", ticket, "请问哪里没有办好？")
        tried = await said(client, cast, "community_worker", visit, "attempts", **note)
        assert tried.json()["attempts"] == attempts, tried.text


async def test_what_was_found_unfit_is_not_read_out_by_who_calls(
    client: AsyncClient, cast: Cast, file_ticket: TicketMaker, words: None, work: Work
) -> None:
    ticket = await file_ticket(private=False)
    await settle(client, cast, ticket)
    done = await step(
        client, cast, "resident", ticket, "ratings/mine", score=1, comment="找我代开发票"
    )
    assert done.is_success
    await work()
    assert (await visit_of(client, cast, ticket))["comment"] is None

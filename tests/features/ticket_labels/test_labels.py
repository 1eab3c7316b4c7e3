"""An office's own words on tickets: who makes them, where they reach, and where they lead."""

import pytest
from httpx import AsyncClient
from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.features.ticket_labels.models import TicketLabelUse
from tests.cast import HOME, NEIGHBOUR, Cast
from tests.features.ticket_labels.labelling import API, Labels
from tests.features.tickets.conftest import TicketMaker
from tests.features.tickets.slips import step


@pytest.fixture
def labels(client: AsyncClient, cast: Cast) -> Labels:
    return Labels(client, cast)


async def test_put_on_found_and_taken_off(labels: Labels, file_ticket: TicketMaker) -> None:
    above = await labels.made("重复投诉", "district_administrator")
    own = await labels.made("独居老人")
    first, second = await file_ticket(), await file_ticket()
    for ticket in (first, second):
        for _ in range(2):
            assert (await labels.put(ticket, above)).status_code == 200
    assert (await labels.put(first, own, "community_worker")).status_code == 200
    assert await labels.on(first) == ["重复投诉", "独居老人"]
    ids = [second["id"], first["id"]]
    for by in ("micro_grid_worker", "community_worker", "district_administrator"):
        assert await labels.with_it(above, by) == ids, by
    assert await labels.with_it(own, "district_administrator") == [first["id"]]
    for by in ("far_community_worker", "next_micro_worker"):
        assert await labels.with_it(above, by) == [], by
    assert (
        await labels.ask("far_community_worker", "GET", f"/ticket-labels/{own['id']}/tickets")
    ).status_code == 404
    path = f"/tickets/{first['id']}/labels/{above['id']}"
    for _ in range(2):
        assert (await labels.ask("micro_grid_worker", "DELETE", path)).status_code == 200
    assert (await labels.on(first), await labels.with_it(above)) == (["独居老人"], [second["id"]])


async def test_residents_are_shown_none(labels: Labels, file_ticket: TicketMaker) -> None:
    ticket, label = await file_ticket(), await labels.made("态度不好")
    await labels.put(ticket, label)
    for path in ("", "/timeline", "/trail"):
        seen = await labels.ask("resident", "GET", f"/tickets/{ticket['id']}{path}")
        assert seen.status_code == 200
        assert "态度不好" not in seen.text
    assert (
        await labels.ask("resident", "GET", f"/tickets/{ticket['id']}/labels")
    ).status_code == 403
    assert (await labels.put(ticket, label, "resident")).status_code == 403


async def test_whoever_ordered_it_labels_it_under_no_other_office(
    labels: Labels, file_ticket: TicketMaker
) -> None:
    ticket = await file_ticket("next_micro_worker")
    label = await labels.made("居民意见")
    refused = await labels.put(ticket, label, "next_micro_worker")
    assert (refused.status_code, refused.json()["code"]) == (403, "not_your_task")


async def test_whoever_ordered_it_reads_none_under_an_office_either(
    labels: Labels, file_ticket: TicketMaker
) -> None:
    ticket, label = await file_ticket("micro_grid_worker"), await labels.made("态度不好")
    assert (await labels.put(ticket, label, "community_worker")).status_code == 200
    path = f"/tickets/{ticket['id']}/labels"
    refused = await labels.ask("micro_grid_worker", "GET", path)
    assert (refused.status_code, refused.json()["code"]) == (403, "ticket_labels_are_staffs")
    own = await file_ticket("community_worker")
    for method in ("PUT", "DELETE"):
        told = await labels.ask(
            "community_worker", method, f"/tickets/{own['id']}/labels/{label['id']}"
        )
        assert told.json()["code"] == "ticket_labels_are_staffs", method
    assert await labels.on(ticket) == ["态度不好"]


async def test_a_label_is_of_its_place(labels: Labels, file_ticket: TicketMaker) -> None:
    ticket = await file_ticket()
    foreign = await labels.made("别处", "far_community_worker")
    own = await labels.made("本处")
    assert (await labels.put(ticket, foreign, "community_worker")).status_code == 404
    answer = await labels.ask("community_worker", "POST", "/ticket-labels", json={"title": "本处"})
    assert (answer.status_code, answer.json()["code"]) == (409, "ticket_label_taken")
    await labels.made("本处", "far_community_worker")
    listed = await labels.ask("micro_grid_worker", "GET", "/ticket-labels")
    assert [each["title"] for each in listed.json()["items"]] == ["本处"]
    path, body = f"/ticket-labels/{own['id']}", {"title": "改名"}
    match = {"If-Match": '"v1"'}
    for by, status in (("district_administrator", 404), ("community_worker", 200)):
        renamed = await labels.ask(by, "PUT", path, json=body, headers=match)
        assert renamed.status_code == status
    stale = await labels.ask("community_worker", "PUT", path, json=body, headers=match)
    assert stale.status_code == 412
    for by in ("micro_grid_worker", "city_administrator", "resident"):
        assert (await labels.ask(by, "POST", "/ticket-labels", json=body)).status_code == 403


async def test_what_is_retired_stands_and_is_put_on_no_more(
    labels: Labels, file_ticket: TicketMaker
) -> None:
    old, new, label = await file_ticket(), await file_ticket(), await labels.made("旧词")
    await labels.put(old, label)
    path = f"/ticket-labels/{label['id']}"
    retired = await labels.ask("community_worker", "POST", f"{path}/retirement")
    assert retired.status_code == 200
    assert (await labels.on(old), await labels.with_it(label)) == (["旧词"], [old["id"]])
    refused = await labels.put(new, label)
    assert (refused.status_code, refused.json()["code"]) == (409, "ticket_label_retired")
    match = {"If-Match": retired.headers["etag"]}
    shut = await labels.ask("community_worker", "PUT", path, json={"title": "新"}, headers=match)
    assert (shut.status_code, shut.json()["code"]) == (409, "ticket_label_retired")
    again = await labels.made("旧词")
    assert again["id"] != label["id"], "the word is free again"
    off = await labels.ask(
        "micro_grid_worker", "DELETE", f"/tickets/{old['id']}/labels/{label['id']}"
    )
    assert (off.status_code, off.json()["labels"]) == (200, [])


async def test_a_ticket_bears_ten(labels: Labels, file_ticket: TicketMaker) -> None:
    ticket = await file_ticket()
    answers = [await labels.put(ticket, await labels.made(f"词{n}")) for n in range(11)]
    assert [answer.status_code for answer in answers] == [200] * 10 + [409]
    assert answers[-1].json()["code"] == "too_many_ticket_labels"


async def test_labels_follow_a_ticket_that_goes_elsewhere(
    labels: Labels, file_ticket: TicketMaker, session: AsyncSession, client: AsyncClient, cast: Cast
) -> None:
    ticket = await file_ticket()
    label = await labels.made("全区关注", "district_administrator")
    await labels.put(ticket, label)
    there = str(cast.places[NEIGHBOUR])
    moved = await client.put(
        f"{API}/tickets/{ticket['id']}/place",
        json={"place_id": there, "reason": "在那边"},
        headers=await cast.headers("community_worker"),
    )
    assert moved.status_code == 200, moved.text
    assert await labels.with_it(label, "far_community_worker") == [ticket["id"]]
    assert await labels.with_it(label) == []
    where = await session.scalar(select(TicketLabelUse.community_id))
    assert where == cast.places[NEIGHBOUR] != cast.places[HOME]


async def test_a_settled_ticket_is_labelled_still(
    labels: Labels, file_ticket: TicketMaker, client: AsyncClient, cast: Cast
) -> None:
    ticket, label = await file_ticket(), await labels.made("典型案例")
    await step(client, cast, "community_worker", ticket, "acceptance")
    done = await step(client, cast, "community_worker", ticket, "settlement", note="好了")
    assert done.status_code == 200
    assert (await labels.put(ticket, label)).status_code == 200


async def test_a_labels_list_is_read_from_one_index(
    labels: Labels, file_ticket: TicketMaker, session: AsyncSession
) -> None:
    """With many of one label, and few of another, the few are found by theirs."""
    ticket, label = await file_ticket(), await labels.made("少见")
    await labels.put(ticket, label)
    await session.execute(text("SET LOCAL enable_seqscan = off"))
    place = (
        "SELECT ticket_id FROM ticket_label_uses WHERE community_id = :community"
        " AND label_id = :label ORDER BY put_at DESC, ticket_id DESC LIMIT 21"
    )
    plan = await session.scalars(
        text("EXPLAIN " + place),
        {"community": labels.cast.places[HOME], "label": label["id"]},
    )
    assert "ix_ticket_label_uses_community_id_page" in "\n".join(plan.all())

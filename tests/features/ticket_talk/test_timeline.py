"""The public reads how a ticket is handled, and nobody's name; what is private is not there."""

from typing import Any

import pytest
from httpx import AsyncClient

from tests.base.people.test_merging import merged as joined
from tests.cast import Cast
from tests.clocks import Work
from tests.features.content_checks.conftest import on_wechat
from tests.features.ticket_talk.talking import Talk, Ticket
from tests.features.tickets.slips import photo_of, step

__all__ = ["on_wechat"]


async def timeline(talk: Talk, by: str, ticket: Ticket) -> dict[str, Any]:
    got = await talk.get(by, ticket, "timeline")
    assert got.status_code == 200, got.text
    view: dict[str, Any] = got.json()
    return view


@pytest.mark.usefixtures("on_wechat")
async def test_neighbours_read_steps_public_replies_and_no_names(
    talk: Talk, client: AsyncClient, cast: Cast, work: Work
) -> None:
    ticket = await talk.handled(text="楼道堆了垃圾")
    await talk.says("resident", ticket, "我是甲居民，住101")
    await talk.says("micro_grid_worker", ticket, "甲居民您好，下午到您家")
    await talk.says("micro_grid_worker", ticket, "已联系物业清运", public=True)
    await talk.put("micro_grid_worker", ticket, "notes", text="内部说明")
    evidence = await photo_of(client, await cast.headers("micro_grid_worker"), "green")
    done = await step(
        client,
        cast,
        "micro_grid_worker",
        ticket,
        "settlement",
        note="甲居民已确认",
        photo_ids=[evidence],
    )
    assert done.status_code == 200, done.text
    await work()
    seen = await timeline(talk, "same_building", ticket)
    assert [(each["kind"], each["by"]) for each in seen["entries"]] == [
        ("step", "居民"),
        ("step", "办理人员"),
        ("step", "办理人员"),
        ("reply", "微网格员"),
        ("step", "办理人员"),
    ]
    assert [each["text"] for each in seen["entries"] if each["text"]] == ["已联系物业清运"]
    assert [each["id"] for each in seen["entries"][-1]["photos"]] == [evidence]
    assert (seen["text"], seen["where"]) == ("楼道堆了垃圾", "东苑")
    got = await talk.get("same_building", ticket, "timeline")
    for word in ("甲居民", "101", "内部说明", "1栋", "甲微格"):
        assert word not in got.text


async def test_a_residents_own_step_stays_theirs_when_accounts_are_merged(
    talk: Talk, client: AsyncClient, cast: Cast
) -> None:
    ticket = await talk.settled()
    again = await step(client, cast, "resident", ticket, "reopening", reason="又坏了")
    assert again.status_code == 200, again.text
    assert (await timeline(talk, "same_building", ticket))["entries"][-1]["by"] == "居民"
    done = await joined(client, cast, "same_compound", "resident")
    assert done.status_code == 201, done.text
    assert (await timeline(talk, "same_building", ticket))["entries"][-1]["by"] == "居民"


async def test_who_the_public_is(talk: Talk) -> None:
    ticket = await talk.handled()
    for member in ("same_building", "same_compound", "committee_member", "partner", "resident"):
        await timeline(talk, member, ticket)
    for stranger in ("far_resident", "newcomer", "far_partner", "far_community_worker"):
        assert (await talk.get(stranger, ticket, "timeline")).status_code == 404


async def test_what_is_private_is_there_for_those_alone_who_have_it(talk: Talk) -> None:
    ticket = await talk.handled(private=True)
    await timeline(talk, "resident", ticket)
    await timeline(talk, "community_worker", ticket)
    for member in ("same_building", "committee_member", "partner"):
        assert (await talk.get(member, ticket, "timeline")).status_code == 404


async def test_what_nobody_has_judged_is_not_shown(
    talk: Talk, client: AsyncClient, cast: Cast, work: Work
) -> None:
    photo = await photo_of(client, await cast.headers("resident"), "brown")
    ticket = await talk.handled(photo_ids=[photo])
    for _ in range(2):
        seen = await timeline(talk, "same_building", ticket)
        assert (seen["text"], seen["entries"][0]["photos"]) == (None, [])
        await work()  # from pending to review: no account of the platform's

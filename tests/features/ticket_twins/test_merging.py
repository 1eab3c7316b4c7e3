"""Several under one lead, and apart again; one into several."""

from typing import Any

from httpx import AsyncClient, Response
from sqlalchemy.ext.asyncio import AsyncSession

from tests.cast import Cast
from tests.clocks import Work
from tests.features.ticket_ratings.settled import settle
from tests.features.ticket_ratings.test_rating import opinion, shown
from tests.features.ticket_twins.passing import open_ticket, told
from tests.features.ticket_twins.test_supporting import heard
from tests.features.tickets.conftest import TicketMaker
from tests.features.tickets.slips import photo_of, step


async def merged(
    client: AsyncClient, cast: Cast, lead: dict[str, Any], *others: dict[str, Any], **more: Any
) -> Response:
    ids = [each["id"] for each in others]
    by = more.pop("by", "community_worker")
    body = {"ticket_ids": ids, "reason": "同一件事"}
    return await told(client, cast, by, "POST", f"/tickets/{lead['id']}/merges", **body)


async def apart(
    client: AsyncClient, cast: Cast, ticket: dict[str, Any], by: str = "community_worker"
) -> Response:
    path = f"/tickets/{ticket['id']}/unmerging"
    return await told(client, cast, by, "POST", path, reason="其实是两件事")


async def test_who_ordered_what_was_merged_hears_sees_photos_and_rates(
    client: AsyncClient, cast: Cast, session: AsyncSession, file_ticket: TicketMaker, work: Work
) -> None:
    photo = await photo_of(client, await cast.headers("same_compound"), "red")
    lead = await open_ticket(file_ticket, session, work)
    other = await open_ticket(file_ticket, session, work, by="same_compound", photo_ids=[photo])
    assert (await merged(client, cast, lead, other, by="micro_grid_worker")).status_code == 403
    assert (await merged(client, cast, lead, other, by="far_community_worker")).status_code == 404
    done = await merged(client, cast, lead, other)
    assert (done.status_code, done.json()["supporters"]) == (200, 1), done.text
    assert [(each["id"], each["relation"]) for each in done.json()["twins"]] == [
        (other["id"], "merged")
    ]
    seen = await shown(client, cast, "same_compound", other)
    assert (seen["state"], seen["merged_into_id"]) == ("merged", lead["id"])
    for who, expected in (("community_worker", [photo]), ("resident", [])):
        photos = (await shown(client, cast, who, lead))["photos"]
        assert [each["photo"]["id"] for each in photos] == expected, "strangers' are not shown"
    await settle(client, cast, lead)
    await work()
    assert "ticket_merged" in await heard(client, cast, "same_compound", other)
    assert "supported_ticket_news" in await heard(client, cast, "same_compound", lead)
    assert (await opinion(client, cast, "same_compound", lead, 3)).json()["relation"] == "supporter"
    for path, body in (("withdrawal", {"reason": "不用了"}), ("acceptance", {})):
        by = "same_compound" if path == "withdrawal" else "community_worker"
        refused = await step(client, cast, by, other, path, **body)
        assert (refused.status_code, refused.json()["code"]) == (409, "illegal_step")


async def test_apart_again_each_stands_as_it_stood(
    client: AsyncClient, cast: Cast, file_ticket: TicketMaker, work: Work
) -> None:
    lead, submitted, resolving = [await file_ticket(private=False) for _ in range(3)]
    await step(client, cast, "community_worker", resolving, "acceptance")
    person_id = str(cast.people["micro_grid_worker"])
    await step(client, cast, "community_worker", resolving, "assignment", person_id=person_id)
    assert (await merged(client, cast, lead, submitted, resolving)).status_code == 200
    again = await merged(client, cast, lead, submitted)
    assert (again.status_code, again.json()["code"]) == (409, "illegal_step")
    for ticket, state, assignee in (
        (submitted, "submitted", None),
        (resolving, "resolving", person_id),
    ):
        assert (await apart(client, cast, ticket)).status_code == 200
        seen = await shown(client, cast, "community_worker", ticket)
        assert (seen["state"], seen["assignee_id"], seen["merged_into_id"]) == (
            state,
            assignee,
            None,
        )
    twice = await apart(client, cast, resolving)
    assert (twice.status_code, twice.json()["code"]) == (409, "ticket_not_merged")


async def test_what_must_not_be_merged(
    client: AsyncClient, cast: Cast, file_ticket: TicketMaker
) -> None:
    lead, other, third = [await file_ticket(private=False) for _ in range(3)]
    secret = await file_ticket(by="same_compound", private=True)
    far = await file_ticket(place_id=str(cast.places["510108014012-c1-b1"]))
    for attempt, code in (
        (await merged(client, cast, lead, lead), "merged_into_itself"),
        (await merged(client, cast, lead, far), "twin_unknown"),
        (await merged(client, cast, secret, lead), "lead_is_private"),
    ):
        assert attempt.json()["code"] == code, attempt.text
    assert (await merged(client, cast, lead, other)).status_code == 200
    below = await merged(client, cast, other, third)
    assert (below.status_code, below.json()["code"]) == (409, "lead_not_open")
    above = await merged(client, cast, third, lead)
    assert (above.status_code, above.json()["code"]) == (409, "ticket_leads_others")


async def test_a_lead_that_is_taken_back_takes_nobody_with_it(
    client: AsyncClient, cast: Cast, file_ticket: TicketMaker, work: Work
) -> None:
    lead, other = await file_ticket(private=False), await file_ticket(by="same_compound")
    await merged(client, cast, lead, other)
    await step(client, cast, "resident", lead, "withdrawal", reason="已经好了")
    await work()
    seen = await shown(client, cast, "same_compound", other)
    assert (seen["state"], seen["merged_into_id"]) == ("submitted", None)
    assert (seen["slips"][-1]["step"], seen["slips"][-1]["actor_name"]) == (
        "unmerge_submitted",
        None,
    )

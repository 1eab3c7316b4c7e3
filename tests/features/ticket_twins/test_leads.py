"""A lead that comes to nothing: those under it are told, and are not bound to it for ever."""

from httpx import AsyncClient
from pytest import MonkeyPatch
from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.features.ticket_twins import leads
from shequ_api.features.ticket_twins.models import TicketMerge
from tests.cast import Cast
from tests.clocks import Work
from tests.features.ticket_appeals.test_appeals import appealed, decided, declined
from tests.features.ticket_handling.handled import accepted, given
from tests.features.ticket_ratings.test_rating import shown
from tests.features.ticket_twins.passing import failures, open_ticket, told
from tests.features.ticket_twins.test_merging import apart, merged
from tests.features.ticket_twins.test_supporting import heard
from tests.features.tickets.conftest import TicketMaker
from tests.features.tickets.slips import step


async def test_declined_with_the_lead_in_the_same_words(
    client: AsyncClient,
    cast: Cast,
    session: AsyncSession,
    file_ticket: TicketMaker,
    work: Work,
    monkeypatch: MonkeyPatch,
) -> None:
    monkeypatch.setattr(leads, "AT_ONCE", 1)  # each in a job of its own
    lead = await open_ticket(file_ticket, session, work)
    one = await open_ticket(file_ticket, session, work, by="same_compound")
    secret = await file_ticket(by="same_building", anonymous=True)
    path = f"/public-tickets/{one['id']}/support"
    await told(client, cast, "far_resident", "PUT", path, kind="follows")
    assert (await merged(client, cast, lead, one, secret)).status_code == 200
    await work()
    done = await step(client, cast, "community_worker", lead, "refusal", reason="属物业自管部分")
    assert done.status_code == 200, done.text
    await work()
    for who, ticket in (("same_compound", one), ("same_building", secret)):
        seen = await shown(client, cast, who, ticket)
        assert (seen["state"], seen["merged_into_id"]) == ("declined", None)
        last = seen["slips"][-1]
        assert (last["step"], last["note"], last["actor_name"]) == (
            "decline",
            "属物业自管部分",
            "甲社工",
        )
    assert "ticket_declined" in await heard(client, cast, "same_compound", one)
    answer = await told(client, cast, "same_building", "GET", "/me/messages")
    [news] = [each for each in answer.json()["items"] if each["kind"] == "anonymous_ticket_news"]
    assert news["times"] == 2, "merged, and declined"
    assert "supported_ticket_news" in await heard(client, cast, "far_resident", one)
    assert await failures(session) == []
    refused = await apart(client, cast, one)
    assert (refused.status_code, refused.json()["code"]) == (409, "ticket_not_merged")


async def test_who_follows_a_lead_that_is_taken_back_hears_that_it_is_over(
    client: AsyncClient, cast: Cast, session: AsyncSession, file_ticket: TicketMaker, work: Work
) -> None:
    lead = await open_ticket(file_ticket, session, work)
    other = await open_ticket(file_ticket, session, work, by="same_compound")
    path = f"/public-tickets/{lead['id']}/support"
    await told(client, cast, "same_building", "PUT", path, kind="affected")
    await merged(client, cast, lead, other)
    await step(client, cast, "resident", lead, "withdrawal", reason="已经好了")
    await work()
    assert "supported_ticket_news" in await heard(client, cast, "same_building", lead)
    assert "ticket_unmerged" in await heard(client, cast, "same_compound", other)
    assert await heard(client, cast, "same_compound", lead) == [], "theirs goes on"


async def test_what_its_community_may_not_decline_goes_on_where_its_lead_is_declined(
    client: AsyncClient, cast: Cast, session: AsyncSession, file_ticket: TicketMaker, work: Work
) -> None:
    ordered = await declined(client, cast, file_ticket, by="same_compound")
    made = (await appealed(client, cast, ordered, "same_compound")).json()
    assert (await decided(client, cast, made, ordered=True)).status_code == 200
    resolving = await accepted(client, cast, file_ticket, by="same_building")
    assert (await given(client, cast, resolving)).status_code == 200
    helper = {"person_id": str(cast.people["partner"])}
    helpers = f"/tickets/{resolving['id']}/helpers"
    asked = await told(client, cast, "micro_grid_worker", "POST", helpers, **helper)
    assert asked.status_code == 201, asked.text
    lead = await open_ticket(file_ticket, session, work)
    assert (await merged(client, cast, lead, ordered, resolving)).status_code == 200
    await work()
    done = await step(client, cast, "community_worker", lead, "refusal", reason="不归社区管")
    assert done.status_code == 200, done.text
    await work()
    for who, ticket, state in (
        ("same_compound", ordered, "accepted"),
        ("same_building", resolving, "resolving"),
    ):
        seen = await shown(client, cast, who, ticket)
        assert (seen["state"], seen["merged_into_id"]) == (state, None)
        assert "ticket_unmerged" in await heard(client, cast, who, ticket)
        assert "ticket_declined" not in await heard(client, cast, "same_building", resolving)
    [helping] = (await told(client, cast, "community_worker", "GET", helpers)).json()["items"]
    assert helping["ended_at"] is None, "who helps goes on as well"
    assert await failures(session) == []


async def test_what_came_under_it_unaccepted_but_ordered_is_not_declined_with_it(
    client: AsyncClient, cast: Cast, session: AsyncSession, file_ticket: TicketMaker, work: Work
) -> None:
    ordered = await declined(client, cast, file_ticket, by="same_compound")
    made = (await appealed(client, cast, ordered, "same_compound")).json()
    await decided(client, cast, made, ordered=True)
    lead = await open_ticket(file_ticket, session, work)
    await merged(client, cast, lead, ordered)
    # As those have it that were ordered before an order accepted them at once.
    await session.execute(update(TicketMerge).values(from_state="submitted"))
    await session.commit()
    await step(client, cast, "community_worker", lead, "refusal", reason="不归社区管")
    await work()
    assert (await shown(client, cast, "same_compound", ordered))["state"] == "submitted"

"""Who reads what of a ticket of another, and who hears of it."""

from httpx import AsyncClient
from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.people.models import Posting
from shequ_api.features.tickets.models import Ticket
from shequ_api.kit.clock import utc_now
from shequ_api.kit.ids import new_id
from tests.cast import HOME, Cast
from tests.clocks import Work
from tests.features.ticket_handling.handled import accepted, given
from tests.features.ticket_ratings.settled import settle
from tests.features.ticket_ratings.test_rating import opinion, shown
from tests.features.ticket_twins.passing import asked, open_ticket, passed, told
from tests.features.ticket_twins.test_merging import merged
from tests.features.ticket_twins.test_supporting import heard
from tests.features.tickets.conftest import TicketMaker
from tests.features.tickets.slips import photo_of


async def test_words_are_for_who_lives_there_or_stands_there(
    client: AsyncClient, cast: Cast, session: AsyncSession, file_ticket: TicketMaker, work: Work
) -> None:
    photo = await photo_of(client, await cast.headers("resident"), "red")
    lamp = await open_ticket(file_ticket, session, work, text="路灯坏了", photo_ids=[photo])
    here = {"place_id": str(cast.places[f"{HOME}-c1"]), "service_code": "environment"}
    place = {"place_id": str(cast.places[f"{HOME}-c2"])}
    made = await told(client, cast, "community_worker", "POST", "/place-codes", **place)
    code = made.json()["code"]
    for who, more, words in (
        ("same_compound", {}, "路灯坏了"),
        ("far_resident", {}, None),
        ("far_resident", {"code": "A" * 25}, None),
        ("far_resident", {"code": code}, "路灯坏了"),
    ):
        [seen] = await asked(client, cast, who, **here, **more)
        assert (seen["id"], seen["text"]) == (lamp["id"], words)
        assert len(seen["photos"]) == (0 if words is None else 1)
    path = f"/public-tickets/{lamp['id']}"
    for who, words in (("same_compound", "路灯坏了"), ("far_resident", None)):
        seen = (await told(client, cast, who, "GET", path)).json()
        assert (seen["text"], seen["due_at"] is None) == (words, False)


async def test_what_became_private_is_gone_for_who_supports_it(
    client: AsyncClient, cast: Cast, session: AsyncSession, file_ticket: TicketMaker, work: Work
) -> None:
    ticket = await open_ticket(file_ticket, session, work)
    path = f"/public-tickets/{ticket['id']}"
    await told(client, cast, "same_compound", "PUT", f"{path}/support", kind="affected")
    await told(client, cast, "far_resident", "PUT", f"{path}/support", kind="follows")
    this = update(Ticket).where(Ticket.id == ticket["id"])
    await session.execute(this.values(private=True))  # as another category makes it
    await session.commit()
    await told(client, cast, "community_worker", "POST", f"/tickets/{ticket['id']}/acceptance")
    await work()
    for who in ("same_compound", "far_resident"):
        assert (await told(client, cast, who, "GET", path)).status_code == 404
        page = await told(client, cast, who, "GET", "/me/supported-tickets")
        assert page.json()["items"] == []
        assert await heard(client, cast, who, ticket) == []
    summary = f"/tickets/{ticket['id']}/rating-summary"
    assert (await told(client, cast, "same_compound", "GET", summary)).status_code == 404


async def test_what_the_lead_tells_everybody_reaches_who_was_merged_into_it(
    client: AsyncClient, cast: Cast, session: AsyncSession, file_ticket: TicketMaker, work: Work
) -> None:
    lead = await accepted(client, cast, file_ticket, private=False)
    other = await accepted(client, cast, file_ticket, by="same_compound", private=False)
    await passed(session, work, lead, other)
    assert (await given(client, cast, lead)).status_code == 200
    assert (await merged(client, cast, lead, other)).status_code == 200
    await work()
    assert await heard(client, cast, "same_compound", lead) == []
    await _says(client, cast, "micro_grid_worker", lead)
    await work()
    assert await heard(client, cast, "same_compound", lead) == [], "that was for its reporter"
    await _says(client, cast, "micro_grid_worker", lead, public=True)
    await work()
    assert await heard(client, cast, "same_compound", lead) == ["supported_ticket_news"]
    await _says(client, cast, "same_compound", other)
    talks = "/me/ticket-talks?view=assigned"
    page = (await told(client, cast, "micro_grid_worker", "GET", talks)).json()["items"]
    assert {each["ticket_id"] for each in page} == {lead["id"], other["id"]}
    office = update(Posting).where(Posting.person_id == cast.people["micro_grid_worker"])
    await session.execute(office.values(ended_at=utc_now()))
    await session.commit()
    gone = await told(client, cast, "micro_grid_worker", "GET", talks)
    assert gone.status_code == 200 and gone.json()["items"] == [], "their office is over"


async def test_who_was_merged_is_told_the_way_to_have_it_handled_again(
    client: AsyncClient, cast: Cast, file_ticket: TicketMaker, work: Work
) -> None:
    lead = await accepted(client, cast, file_ticket, private=False)
    other = await accepted(client, cast, file_ticket, by="same_compound", private=False)
    assert (await merged(client, cast, lead, other)).status_code == 200
    await settle(client, cast, lead)
    await work()
    path = f"/tickets/{other['id']}"
    why = {"reason": "没有修好"}
    refused = (await told(client, cast, "same_compound", "POST", f"{path}/reopening", **why)).json()
    assert (refused["code"], refused["merged_into_id"]) == ("lead_decides", lead["id"])
    talk = (await told(client, cast, "same_compound", "GET", f"{path}/talk")).json()
    assert talk["operation"] == refused["operation"] == "set_my_ticket_rating"
    rated = await opinion(client, cast, "same_compound", lead, 1)
    assert rated.status_code == 200, rated.text
    await work()
    visits = await told(client, cast, "grid_chief", "GET", "/return-visits?waiting=true")
    [visit] = [each for each in visits.json()["items"] if each["ticket_id"] == lead["id"]]
    assert (visit["relation"], visit["contact"]) == ("supporter", "phone")
    result = {"outcome": "not_content", "note": "确实没有修好", "reopen": True}
    done = await told(
        client, cast, "grid_chief", "POST", f"/return-visits/{visit['id']}/outcome", **result
    )
    assert done.status_code == 200, done.text
    assert (await shown(client, cast, "resident", lead))["state"] == "resolving"


async def _says(
    client: AsyncClient, cast: Cast, by: str, ticket: dict[str, str], *, public: bool = False
) -> None:
    path = f"/tickets/{ticket['id']}/messages/{new_id()}"
    said = await told(client, cast, by, "PUT", path, text="今天下午来修", public=public)
    assert said.status_code == 201, said.text

"""Who may say that they are affected, and so rate: those who have to do with its community."""

from datetime import timedelta

from httpx import AsyncClient
from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.features.tickets.models import Ticket
from shequ_api.kit.clock import utc_now
from tests.cast import HOME, NEIGHBOUR, Cast
from tests.clocks import Work
from tests.features.ticket_twins.passing import open_ticket, told
from tests.features.tickets.conftest import TicketMaker


async def test_who_lives_or_serves_there(
    client: AsyncClient, cast: Cast, session: AsyncSession, file_ticket: TicketMaker, work: Work
) -> None:
    ticket = await open_ticket(file_ticket, session, work)
    path = f"/public-tickets/{ticket['id']}/support"
    for who in ("same_compound", "partner", "next_micro_worker", "committee_member"):
        said = await told(client, cast, who, "PUT", path, kind="affected")
        assert said.status_code == 200, (who, said.text)
    for who in ("far_resident", "newcomer", "far_partner", "district_administrator"):
        said = await told(client, cast, who, "PUT", path, kind="affected")
        assert (said.status_code, said.json()["code"]) == (409, "not_of_community"), who
        assert said.json()["operation"] == "claim_residency"
        follows = await told(client, cast, who, "PUT", path, kind="follows")
        assert (follows.status_code, follows.json()["my_support"]) == (200, "follows")


async def test_who_stands_there_or_reported_something_there_lately(
    client: AsyncClient, cast: Cast, session: AsyncSession, file_ticket: TicketMaker, work: Work
) -> None:
    ticket = await open_ticket(file_ticket, session, work)
    path = f"/public-tickets/{ticket['id']}/support"
    codes = {}
    for place in (f"{HOME}-c2", f"{NEIGHBOUR}-c1"):
        by = "community_worker" if place.startswith(HOME) else "far_community_worker"
        body = {"place_id": str(cast.places[place])}
        codes[place] = (await told(client, cast, by, "POST", "/place-codes", **body)).json()["code"]
    for code, expected in (
        ("A" * 25, 409),
        (codes[f"{NEIGHBOUR}-c1"], 409),
        (codes[f"{HOME}-c2"], 200),
    ):
        said = await told(client, cast, "newcomer", "PUT", path, kind="affected", code=code)
        assert said.status_code == expected, said.text
    # Said before, it holds without the code.
    again = await told(client, cast, "newcomer", "PUT", path, kind="affected")
    assert again.status_code == 200
    own = await file_ticket(by="far_resident", anonymous=True)
    said = await told(client, cast, "far_resident", "PUT", path, kind="affected")
    assert said.status_code == 200, said.text
    gone = await told(client, cast, "far_resident", "DELETE", path)
    assert (gone.status_code, gone.json()["my_support"]) == (200, None)
    long_ago = update(Ticket).where(Ticket.id == own["id"])
    await session.execute(long_ago.values(created_at=utc_now() - timedelta(days=91)))
    await session.commit()
    said = await told(client, cast, "far_resident", "PUT", path, kind="affected")
    assert (said.status_code, said.json()["code"]) == (409, "not_of_community")

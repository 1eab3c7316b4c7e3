"""Words of residents beside what is checked: reasons, and what a category's form asks."""

from httpx import AsyncClient
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from tests.base.people.asking import ask
from tests.cast import Cast
from tests.clocks import Work
from tests.features.ticket_appeals.test_appeals import declined
from tests.features.ticket_limits.test_blocks import blocked
from tests.features.ticket_limits.test_limits import Resident
from tests.features.ticket_ratings.settled import settle
from tests.features.ticket_ratings.test_comments import CANARY, HIDDEN
from tests.features.ticket_ratings.test_comments import words as words
from tests.features.ticket_services.test_categories import FIELDS, Desk
from tests.features.tickets.conftest import TicketMaker
from tests.features.tickets.conftest import file_ticket as file_ticket
from tests.features.tickets.slips import step


async def test_a_forbidden_word_goes_into_no_trail(
    client: AsyncClient, cast: Cast, file_ticket: TicketMaker, words: None
) -> None:
    taken, settled = await file_ticket(), await file_ticket()
    refused = await declined(client, cast, file_ticket)
    await settle(client, cast, settled)
    for ticket, what, status in (
        (taken, "withdrawal", 200),
        (settled, "reopening", 200),
        (refused, "appeal", 201),
    ):
        hidden = await step(client, cast, "resident", ticket, what, reason="代 开-发.票找我")
        assert (hidden.status_code, hidden.json()["code"]) == (422, "words_unfit"), what
        assert HIDDEN not in hidden.text
        plain = await step(client, cast, "resident", ticket, what, reason="我想再说明一下")
        assert plain.status_code == status, plain.text


async def test_nor_into_what_somebody_says_against_a_block(
    client: AsyncClient, cast: Cast, words: None
) -> None:
    resident = Resident(client, cast)
    path = f"/me/ticket-blocks/{(await blocked(resident))['id']}/appeal"
    hidden = await resident.ask("resident", "POST", path, text="代 开-发.票找我")
    assert (hidden.status_code, hidden.json()["code"]) == (422, "words_unfit")
    assert (await resident.ask("resident", "POST", path, text="是三处路灯")).status_code == 201


async def test_what_is_answered_in_own_words_is_checked_with_the_ticket(
    client: AsyncClient, cast: Cast, session: AsyncSession, words: None, work: Work
) -> None:
    desk = Desk(client, cast)
    made = await desk.define("district_administrator", "corridor", attributes=FIELDS)
    assert made.status_code == 200, made.text
    found = {}
    for story in (CANARY, "昨晚就不亮了"):
        answers = {"broken": "lamp", "story": story}
        ticket = await desk.file(
            service_code="corridor", service_version=1, attributes=answers, private=False
        )
        assert ticket.status_code == 201, ticket.text
        found[story] = ticket.json()["id"]
    await work()
    states = text("SELECT subject_id, state FROM content_checks WHERE kind = 'ticket'")
    said = {str(row.subject_id): row.state for row in await session.execute(states)}
    assert said[found[CANARY]] == "risky"
    assert said[found["昨晚就不亮了"]] != "risky"
    seen = await ask(client, cast, "same_building", "GET", f"/public-tickets/{found[CANARY]}")
    assert seen.status_code == 404

"""Tickets in hands, for those who test what becomes of them there."""

from typing import Any
from uuid import UUID

from httpx import AsyncClient, Response
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.roles import Role
from shequ_api.base.people.appointments import appoint
from shequ_api.base.people.models import Duty, Person
from shequ_api.kit.clock import utc_now
from shequ_api.kit.ids import new_id
from tests.base.people.asking import ask
from tests.cast import BEGAN, Cast, grid
from tests.features.tickets.conftest import TicketMaker
from tests.features.tickets.slips import step

STAFF, WORKER, COLLEAGUE = "community_worker", "micro_grid_worker", "general_grid_worker"


async def accepted(
    client: AsyncClient, cast: Cast, file_ticket: TicketMaker, **draft: Any
) -> dict[str, Any]:
    ticket = await file_ticket(**draft)
    answer = await step(client, cast, STAFF, ticket, "acceptance")
    assert answer.status_code == 200, answer.text
    return ticket


async def given(
    client: AsyncClient, cast: Cast, ticket: dict[str, Any], member: str = WORKER
) -> Response:
    person_id = str(cast.people[member])
    return await step(client, cast, STAFF, ticket, "assignment", person_id=person_id)


async def returned(
    client: AsyncClient, cast: Cast, ticket: dict[str, Any], by: str = WORKER, **more: Any
) -> Response:
    return await step(client, cast, by, ticket, "return", reason="不归我管", **more)


async def bounced(
    client: AsyncClient, cast: Cast, ticket: dict[str, Any], times: int = 3
) -> dict[str, Any]:
    """Given and given back, so many times; as it is then."""
    seen: dict[str, Any] = {}
    for _ in range(times):
        assert (await given(client, cast, ticket)).status_code == 200
        answer = await returned(client, cast, ticket)
        assert answer.status_code == 200, answer.text
        seen = answer.json()
    return seen


async def seen_by(client: AsyncClient, cast: Cast, who: str, ticket: dict[str, Any]) -> Any:
    answer = await ask(client, cast, who, "GET", f"/tickets/{ticket['id']}")
    assert answer.status_code == 200, answer.text
    return answer.json()


async def colleagues(
    session: AsyncSession, cast: Cast, code: str, count: int
) -> list[tuple[UUID, UUID]]:
    """More workers of a micro-grid: person and posting of each; `cast` knows them as mate0…"""
    made = []
    held_at = await grid(session, code)
    for number in range(count):
        person = Person(id=new_id(), name=f"同事{number}", created_at=utc_now())
        session.add(person)
        await session.flush()
        posting = appoint(
            session,
            None,
            person,
            role=Role.MICRO_GRID_WORKER,
            held_at=held_at,
            duty=Duty.DEPUTY,
            starts_on=BEGAN,
            now=utc_now(),
        )
        await session.flush()
        cast.people[f"mate{number}"] = person.id
        made.append((person.id, posting.id))
    await session.commit()
    return made

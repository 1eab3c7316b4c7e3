"""For lists: an anonymous ticket that was opened and answered about, and blocks."""

from datetime import timedelta
from uuid import UUID

from httpx import AsyncClient
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.features.ticket_limits.models import TicketBlock
from shequ_api.features.tickets.models import Ticket
from shequ_api.kit.clock import utc_now
from shequ_api.kit.ids import new_id
from tests.cast import HOME, Cast
from tests.features.patrols.field import Field

ASKED = [{"kind": "text", "key": "floor", "label": "楼层", "max_length": 20}]


async def taken_in(client: AsyncClient, cast: Cast, session: AsyncSession, number: int) -> None:
    """`cast.places["sealed_ticket"]` is the ticket."""
    field = Field(client, cast)
    draft = {"text": "有人堵消防通道", "place_id": str(cast.places[HOME]), "anonymous": True}
    filed = await field.ask(
        "resident", "POST", "/tickets", json=draft | {"service_code": "environment"}
    )
    ticket_id = filed.json()["id"]
    cast.places["sealed_ticket"] = UUID(ticket_id)
    for each in range(number):
        why = {"reason": f"第{each}次查实"}
        path = f"/tickets/{ticket_id}"
        opened = await field.ask(
            "district_administrator", "POST", f"{path}/reporter-openings", json=why
        )
        assert opened.status_code == 201, opened.text
        code = f"asked_{each}"
        category = {"title": f"分类{each}", "description": "分类", "attributes": ASKED}
        await field.ask("city_administrator", "PUT", f"/ticket-services/{code}", json=category)
        ruling = {"service_code": code, "attributes": {"floor": "三楼"}, **why}
        ruled = await field.ask("community_worker", "PUT", f"{path}/service", json=ruling)
        assert ruled.status_code == 200, ruled.text
        await _block(field, session, cast)
    await session.commit()


async def _block(field: Field, session: AsyncSession, cast: Cast) -> None:
    """From tomorrow on, so that it stands in nobody's way."""
    place_id = str(cast.places[HOME])
    draft = {"text": "又来了", "place_id": place_id, "service_code": "noise"}
    filed = await field.ask("resident", "POST", "/tickets", json=draft)
    ticket = await session.get_one(Ticket, UUID(filed.json()["id"]))
    now = utc_now()
    session.add(
        TicketBlock(
            id=new_id(),
            ticket_id=ticket.id,
            city_id=ticket.city_id,
            district_id=ticket.district_id,
            subdistrict_id=ticket.subdistrict_id,
            community_id=ticket.community_id,
            person_id=ticket.reporter_id,
            reason="多次失实",
            starts_at=now + timedelta(days=1),
            ends_at=now + timedelta(days=8),
            blocked_by_id=cast.people["community_worker"],
        )
    )

"""Facts by which points are earned, and points put on cards without them."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor, Scope
from shequ_api.base.places.models import Place
from shequ_api.blocks.ledger.service import transfer
from shequ_api.features.patrols.events import InspectionApproved
from shequ_api.features.points.service.cards import issuer_of, open_card
from shequ_api.features.tickets import service
from shequ_api.features.tickets.events import TicketSettled
from shequ_api.features.tickets.models import Service, Ticket
from shequ_api.kit.clock import utc_now
from shequ_api.kit.ids import new_id
from tests.cast import HOME, Cast
from tests.matrix.ground import somebody

DISTRICT = "510108000000"


def inspection(
    cast: Cast,
    *,
    worker: str = "micro_grid_worker",
    approved_by: str = "community_worker",
    community: str = HOME,
    subject_id: UUID | None = None,
    form_key: str = "home_safety",
) -> InspectionApproved:
    return InspectionApproved(
        subject_id=subject_id or new_id(),
        district_id=cast.places[DISTRICT],
        community_id=cast.places[community],
        form_key=form_key,
        worker_id=cast.people[worker],
        approved_by_id=cast.people[approved_by],
    )


def _ticket(cast: Cast, service_code: str) -> dict[str, Any]:
    return {
        "subject_id": new_id(),
        "district_id": cast.places[DISTRICT],
        "community_id": cast.places[HOME],
        "service_code": service_code,
        "reporter_id": cast.people["resident"],
        "source_kind": "mini_program",
        "source_id": None,
    }


def settlement(
    cast: Cast,
    *,
    settled_by: str = "micro_grid_worker",
    accepted_by: str = "community_worker",
    service_code: str = "environment",
) -> TicketSettled:
    return TicketSettled(
        **_ticket(cast, service_code),
        settled_by_id=cast.people[settled_by],
        accepted_by_id=cast.people[accepted_by],
    )


async def settled(
    session: AsyncSession,
    cast: Cast,
    *,
    settled_by: str = "micro_grid_worker",
    accepted_by: str = "community_worker",
) -> Ticket:
    """A ticket of the resident's that was accepted and settled: the facts are told."""
    now, home = utc_now(), Scope("community_id", cast.places[HOME])
    settler = somebody(cast.people[settled_by], home)
    accepter = somebody(cast.people[accepted_by])
    ticket = service.file_ticket(
        session,
        await session.get_one(Service, "environment"),
        await session.get_one(Place, cast.places[f"{HOME}-c1-b1"]),
        reporter_id=cast.people["resident"],
        text="楼道堆了垃圾",
        source_kind="mini_program",
        now=now,
    )
    await session.flush()
    await service.accept(session, accepter, ticket, note=None, now=now)
    await service.assign(
        session, accepter, ticket, assignee_id=settler.person_id, fits=True, note=None, now=now
    )
    await service.settle(session, settler, ticket, note="已清理", photos=[], now=now)
    return ticket


def actor_of(cast: Cast, key: str) -> Actor:
    """A member as somebody without a posting."""
    return Actor(cast.people[key], new_id(), new_id(), [], None, frozenset())


async def fund(session: AsyncSession, cast: Cast, key: str, points: int, *, now: datetime) -> UUID:
    """Put points on a member's card, as if earned at home; returns the card's account."""
    district_id = cast.places[DISTRICT]
    card = await open_card(session, person_id=cast.people[key], district_id=district_id, now=now)
    issuer = await issuer_of(
        session, community_id=cast.places[HOME], district_id=district_id, now=now
    )
    await transfer(
        session,
        key=f"fund/{new_id()}",
        debit_account_id=issuer.id,
        credit_account_id=card.account_id,
        amount=points,
        reason="测试积分",
        now=now,
    )
    return card.account_id

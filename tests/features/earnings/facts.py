"""Facts by which points are earned."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Scope
from shequ_api.base.places.models import Place
from shequ_api.features.earning_rules.models import EarningRule
from shequ_api.features.earning_rules.rules import Earner, RuleFact
from shequ_api.features.patrols.events import InspectionApprovalWithdrawn, InspectionApproved
from shequ_api.features.tickets import service
from shequ_api.features.tickets.events import TicketRated, TicketSettled
from shequ_api.features.tickets.models import Service, Ticket
from shequ_api.kit.clock import utc_now
from shequ_api.kit.ids import new_id
from tests.cast import HOME, Cast
from tests.features.points.earned import DISTRICT
from tests.matrix.ground import somebody


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


def withdrawal(fact: InspectionApproved) -> InspectionApprovalWithdrawn:
    known = fact.model_dump(exclude={"approved_by_id"})
    return InspectionApprovalWithdrawn(**known, withdrawn_by_id=fact.approved_by_id)


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


def rating(cast: Cast, *, score: int, accepted_by: str = "community_worker") -> TicketRated:
    return TicketRated(
        **_ticket(cast, "environment"),
        score=score,
        settled_by_id=cast.people["micro_grid_worker"],
        accepted_by_id=cast.people[accepted_by],
    )


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


def rule(cast: Cast, **facts: object) -> EarningRule:
    """A rule at home that has held for an hour: 7 points, 10 a day."""
    rule_id = new_id()
    values = {
        "id": rule_id,
        "series_id": rule_id,
        "version": 1,
        "fact": RuleFact.INSPECTION_APPROVED,
        "conditions": {},
        "earner": Earner.WORKER,
        "title": "本社区加分",
        "points": 7,
        "caps": [{"per": "day", "points": 10}],
        "windows": {},
        "priority": 0,
        "shadow": False,
        "district_id": cast.places[DISTRICT],
        "community_id": cast.places[HOME],
        "valid_from": utc_now() - timedelta(hours=1),
        "created_at": utc_now() - timedelta(hours=1),
    }
    return EarningRule(**values | facts)


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
    accepter = somebody(cast.people[accepted_by], home)
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

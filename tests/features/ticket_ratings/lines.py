"""Tickets that were settled, rated, called back on and drawn, and what goes on: some of each."""

from datetime import date
from uuid import UUID

from httpx import AsyncClient
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Scope
from shequ_api.base.places.models import Place
from shequ_api.features.incidents.models import IncidentEdition, IncidentLink
from shequ_api.features.ticket_followups.models import QualitySample
from shequ_api.features.ticket_followups.visits import open_visit
from shequ_api.features.ticket_ratings.events import RatingGiven
from shequ_api.features.ticket_ratings.models import TicketRating
from shequ_api.features.ticket_twins.models import TicketSupport
from shequ_api.features.tickets import service
from shequ_api.features.tickets.models import Service, Ticket
from shequ_api.kit.clock import utc_now
from shequ_api.kit.ids import new_id
from tests.cast import HOME, Cast
from tests.features.incidents.outage import published
from tests.matrix.ground import somebody

RATERS = {"resident": "reporter", "same_building": "inhabitant", "same_compound": "supporter"}


async def ended(client: AsyncClient, cast: Cast, session: AsyncSession, times: int) -> None:
    """So many of each; `ended_ticket` and `incident` among the places are one of them."""
    answers = [await published(client, cast) for _ in range(times)]
    incident_id = answers[0].json()["id"]
    for number in range(times):
        ticket = await _settled(cast, session, number)
        await _rated(cast, session, ticket)
        session.add(_sample(cast, ticket, number))
        session.add(
            IncidentLink(
                incident_id=incident_id,
                ticket_id=ticket.id,
                district_id=ticket.district_id,
                linked_at=utc_now(),
            )
        )
        cast.places["ended_ticket"] = ticket.id
        if number:
            session.add(_edition(cast, ticket, incident_id, number + 1))
    for other in answers[1:]:
        link = {"incident_id": other.json()["id"], "ticket_id": ticket.id, "result": "left"}
        session.add(IncidentLink(district_id=ticket.district_id, linked_at=utc_now(), **link))
    cast.places["incident"] = incident_id
    await session.commit()


def _edition(cast: Cast, ticket: Ticket, incident_id: UUID, number: int) -> IncidentEdition:
    return IncidentEdition(
        incident_id=incident_id,
        number=number,
        district_id=ticket.district_id,
        title="东苑停水",
        answer=f"第{number}次答复",
        starts_at=utc_now(),
        area_names=["东苑"],
        made_by_id=cast.people["community_worker"],
        made_at=utc_now(),
    )


async def _settled(cast: Cast, session: AsyncSession, number: int) -> Ticket:
    now = utc_now()
    home = Scope("community_id", cast.places[HOME])
    worker = somebody(cast.people["micro_grid_worker"], home)
    ticket = service.file_ticket(
        session,
        await session.get_one(Service, "environment"),
        await session.get_one(Place, cast.places[f"{HOME}-c1-b1"]),
        reporter_id=cast.people["resident"],
        text=f"第{number}处堆了垃圾",
        source_kind="mini_program",
        now=now,
    )
    await session.flush()
    await service.accept(session, worker, ticket, note=None, now=now)
    await service.assign(
        session, worker, ticket, assignee_id=worker.person_id, fits=True, note=None, now=now
    )
    await service.settle(session, worker, ticket, note="已清理", photos=[], now=now)
    await session.flush()
    return ticket


async def _rated(cast: Cast, session: AsyncSession, ticket: Ticket) -> None:
    now, common = utc_now(), {"ticket_id": ticket.id, "district_id": ticket.district_id}
    for key, relation in RATERS.items():
        person_id, rating_id = cast.people[key], new_id()
        session.add(
            TicketRating(
                id=rating_id,
                **common,
                round=1,
                person_id=person_id,
                relation=relation,
                score=1,
                rated_at=now,
                changed_at=now,
            )
        )
        await session.flush()
    given = RatingGiven(
        subject_id=ticket.id,
        district_id=ticket.district_id,
        rating_id=rating_id,
        community_id=ticket.community_id,
        round=1,
        score=1,
        relation="supporter",
        low=True,
    )
    await open_visit(session, given, now)
    supporter = cast.people["same_compound"]
    session.add(TicketSupport(**common, person_id=supporter, kind="affected", since=now))


def _sample(cast: Cast, ticket: Ticket, number: int) -> QualitySample:
    return QualitySample(
        id=new_id(),
        city_id=ticket.city_id,
        district_id=ticket.district_id,
        subdistrict_id=ticket.subdistrict_id,
        community_id=ticket.community_id,
        month=date(2026, 1 + number, 1),
        seed="0" * 32,
        percent=5,
        population=0,
        population_sha256="0" * 64,
        size=0,
        drawn_by_id=cast.people["subdistrict_administrator"],
        drawn_at=utc_now(),
    )

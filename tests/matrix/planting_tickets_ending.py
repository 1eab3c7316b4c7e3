"""At each site with tickets: a call on who was not content, a sample, twins, and an incident."""

from datetime import UTC, date, datetime
from uuid import UUID

from shequ_api.base.access.actor import Scope
from shequ_api.base.places.models import Place
from shequ_api.blocks.workflow.service import open_case
from shequ_api.features.content_checks.models import ContentCheck
from shequ_api.features.incidents.models import Incident, IncidentArea, IncidentLink
from shequ_api.features.ticket_followups.models import QualityCheck, QualitySample, ReturnVisit
from shequ_api.features.ticket_followups.rules import FLOW
from shequ_api.features.ticket_ratings.models import TicketEnding, TicketRating
from shequ_api.features.ticket_twins.merging import merge
from shequ_api.features.ticket_twins.models import TicketSupport
from shequ_api.features.ticket_twins.schemas import TicketPart
from shequ_api.features.ticket_twins.splitting import split
from shequ_api.features.tickets.models import Ticket
from shequ_api.kit.ids import new_id
from tests.matrix.ground import Ground, somebody, word
from tests.matrix.planting_tickets import ticket
from tests.matrix.roles import KNOWN
from tests.matrix.sites import SITES, Site
from tests.matrix.world import World

LEVELS = ("city_id", "district_id", "subdistrict_id", "community_id")


async def plant(ground: Ground, world: World, site: Site) -> None:
    if not (site.coded and site.inhabitant):
        return
    settled = await ground.session.get_one(Ticket, UUID(site.things["settled_ticket"]))
    rating = await _rated(ground, site, settled)
    site.things["return_visit"] = await _visit(ground, settled, rating)
    site.things["sample"] = await _sample(ground, site, settled)
    await _twins(ground, site)
    site.things["public_ticket"] = await _public(ground, site)
    await _incident(ground, site)


async def own_things(ground: Ground, world: World) -> None:
    """What everybody supports: two at home."""
    home = world.sites["home"]
    for role in KNOWN * 2:
        mine = await ground.session.get_one(Ticket, UUID(await _public(ground, home)))
        person_id = UUID(world.people[role])
        ground.session.add(
            TicketSupport(
                ticket_id=mine.id,
                person_id=person_id,
                district_id=mine.district_id,
                kind="affected",
                since=ground.now,
            )
        )
        world.own[f"supported:{role}"] = str(mine.id)
    await ground.session.flush()


def _levels(row: Ticket) -> dict[str, UUID]:
    return {level: getattr(row, level) for level in LEVELS}


async def _rated(ground: Ground, site: Site, settled: Ticket) -> TicketRating:
    rating = TicketRating(
        id=new_id(),
        ticket_id=settled.id,
        district_id=settled.district_id,
        round=1,
        person_id=UUID(site.worker),
        relation="supporter",
        score=1,
        comment=word(site, "comment"),
        rated_at=ground.now,
        changed_at=ground.now,
    )
    ground.session.add(rating)
    await ground.session.flush()
    return rating


async def _visit(ground: Ground, settled: Ticket, rating: TicketRating) -> str:
    case = open_case(
        ground.session, FLOW, actor_id=None, district_id=settled.district_id, now=ground.now
    )
    visit = ReturnVisit(
        id=new_id(),
        **_levels(settled),
        ticket_id=settled.id,
        rating_id=rating.id,
        case_id=case.id,
        score=1,
        attempts=0,
        opened_at=ground.now,
        due_at=ground.now,
        reopened=False,
    )
    ground.session.add(visit)
    await ground.session.flush()
    return str(visit.id)


async def _sample(ground: Ground, site: Site, settled: Ticket) -> str:
    sample = QualitySample(
        id=new_id(),
        **_levels(settled),
        # A community has one a month, and several sites.
        month=date(2025, 1 + SITES.index(site.key) % 12, 1),
        seed="0" * 32,
        percent=5,
        population=1,
        population_sha256="0" * 64,
        size=1,
        drawn_by_id=UUID(site.worker),
        drawn_at=ground.now,
    )
    ground.session.add(sample)
    await ground.session.flush()
    ground.session.add(
        QualityCheck(
            sample_id=sample.id,
            ticket_id=settled.id,
            district_id=settled.district_id,
            position=1,
            reopened=False,
        )
    )
    ground.session.add(
        TicketEnding(
            ticket_id=settled.id,
            district_id=settled.district_id,
            community_id=settled.community_id,
            settled_at=datetime(2026, 1, 15, tzinfo=UTC),
            reminders=0,
        )
    )
    await ground.session.flush()
    return str(sample.id)


async def _twins(ground: Ground, site: Site) -> None:
    inhabitant = UUID(site.inhabitant)
    for name in ("lead_ticket", "loose_ticket", "merged_ticket"):
        site.things[name] = await ticket(ground, site, inhabitant)
    lead = await ground.session.get_one(Ticket, UUID(await ticket(ground, site, inhabitant)))
    staff = somebody(site.worker, Scope("community_id", lead.community_id))
    merged = UUID(site.things["merged_ticket"])
    await merge(ground.session, staff, lead, [merged], reason="同一件事", now=ground.now)
    parts = [TicketPart(service_code="noise", text="夜里施工")]
    [part] = await split(ground.session, staff, lead, parts, reason="两件事", now=ground.now)
    await ground.session.flush()
    site.things["split_ticket"] = str(part.id)


async def _public(ground: Ground, site: Site) -> str:
    made = await ground.session.get_one(
        Ticket, UUID(await ticket(ground, site, UUID(site.inhabitant)))
    )
    made.private = False
    ground.session.add(
        ContentCheck(
            id=new_id(),
            kind="ticket",
            subject_id=made.id,
            **_levels(made),
            by_staff=False,
            state="pass",
            text_state="pass",
            reasons=[],
            next_at=ground.now,
            written_at=ground.now,
        )
    )
    await ground.session.flush()
    return str(made.id)


async def _incident(ground: Ground, site: Site) -> None:
    about = await ground.session.get_one(
        Ticket, UUID(await ticket(ground, site, UUID(site.inhabitant)))
    )
    incident = Incident(
        id=new_id(),
        **_levels(about),
        service_code="public_facility",
        title=f"{site.key}停水",
        answer="正在抢修",
        starts_at=ground.now,
        state="published",
        published_by_id=UUID(site.worker),
        published_at=ground.now,
    )
    ground.session.add(incident)
    await ground.session.flush()
    place = await ground.session.get_one(Place, UUID(site.place))
    ground.session.add(
        IncidentArea(
            id=new_id(),
            incident_id=incident.id,
            district_id=incident.district_id,
            area_id=place.id,
            place_id=place.id,
            service_code=incident.service_code,
            live=True,
        )
    )
    ground.session.add(
        IncidentLink(
            incident_id=incident.id,
            ticket_id=about.id,
            district_id=about.district_id,
            linked_at=ground.now,
        )
    )
    await ground.session.flush()
    site.things |= {"incident": str(incident.id), "incident_ticket": str(about.id)}

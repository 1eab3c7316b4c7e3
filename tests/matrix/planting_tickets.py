"""Tickets of a site and of whoever asks, on their way through the slips."""

from uuid import UUID

from shequ_api.base.access.actor import Scope
from shequ_api.base.files import service as files
from shequ_api.base.places.models import Place
from shequ_api.features.tickets import service as tickets
from shequ_api.features.tickets.models import Service, Ticket
from tests.matrix.ground import Ground, somebody, word
from tests.matrix.planting_residency import claim
from tests.matrix.roles import KNOWN
from tests.matrix.sites import Site
from tests.matrix.world import World

HANDLERS = (
    *("micro_grid_worker", "general_grid_worker", "grid_chief", "community_worker"),
    *("department_officer", "partner"),
)
"""Those who may be given a ticket."""


async def plant(ground: Ground, world: World, site: Site) -> None:
    if not (site.coded and site.inhabitant):
        return
    handler = UUID(site.worker)
    site.things |= {
        "ticket": await ticket(ground, site),
        "accepted_ticket": await ticket(ground, site, accepted_by=handler),
        "settled_ticket": await ticket(
            ground, site, accepted_by=handler, handler=handler, settled=True
        ),
    }
    site.things["ticket_number"] = await number_of(ground, site.things["ticket"])


async def own_things(ground: Ground, world: World) -> None:
    """What everybody ordered, and what was given to some: all lies at home; and beyond everybody's
    scope, what lies there of those for whom they act."""
    home, beyond = world.sites["home"], world.sites["beyond"]
    giver = UUID(world.people["community_worker"])
    for role in KNOWN:
        reporter = UUID(world.people[role])
        world.own[f"ticket:{role}"] = await ticket(ground, home, reporter)
        own = world.own[f"ticket:{role}"]
        world.own[f"ticket_number:{role}"] = await number_of(ground, own)
        world.own[f"wanted:{role}"] = await ticket(ground, home, reporter, accepted_by=giver)
        handler = UUID(home.worker)
        world.own[f"rateable:{role}"] = await ticket(
            ground, home, reporter, accepted_by=giver, handler=handler, settled=True
        )
    for role in KNOWN:
        agent, elder = UUID(world.people[role]), UUID(world.own[f"elder:{role}"])
        world.own[f"filed:{role}"] = await ticket(ground, beyond, elder, filed_by=agent)
        await ticket(ground, beyond, elder, filed_by=agent)
        handler = UUID(home.worker)
        world.own[f"rateable_for:{role}"] = await ticket(
            ground, beyond, elder, accepted_by=giver, handler=handler, settled=True
        )
        world.own[f"home_for:{role}"] = await claim(ground, world.sites["door"].spare, str(elder))
    for role in HANDLERS:
        handler = UUID(world.people[role])
        await ticket(ground, home, accepted_by=giver, handler=handler)
        world.own[f"task:{role}"] = await ticket(ground, home, accepted_by=giver, handler=handler)


async def number_of(ground: Ground, ticket_id: str) -> str:
    return (await ground.session.get_one(Ticket, UUID(ticket_id))).number


async def ticket(
    ground: Ground,
    site: Site,
    reporter: UUID | None = None,
    *,
    filed_by: UUID | None = None,
    accepted_by: UUID | None = None,
    handler: UUID | None = None,
    settled: bool = False,
) -> str:
    """A ticket, else of the inhabitant's: accepted, assigned and settled as far as is told."""
    session, now = ground.session, ground.now
    inhabitant = UUID(site.inhabitant)
    photos = [] if reporter else [UUID(site.things["photo"])]
    filed: Ticket = tickets.file_ticket(
        session,
        await session.get_one(Service, "environment"),
        await session.get_one(Place, UUID(site.coded)),
        reporter_id=reporter or inhabitant,
        filed_by_id=filed_by,
        text="本人所报" if reporter else word(site, "ticket"),
        photos=await files.own_photos(session, inhabitant, photos),
        private=True,
        source_kind="mini_program",
        awaits_place=accepted_by is None,
        now=now,
    )
    await session.flush()
    if accepted_by is not None:
        note = None if reporter else word(site, "slip")
        actor = somebody(accepted_by, Scope("community_id", filed.community_id))
        await tickets.accept(session, actor, filed, note=note, now=now)
    if accepted_by is not None and handler is not None:
        actor = somebody(accepted_by, Scope("community_id", filed.community_id))
        await tickets.assign(
            session, actor, filed, assignee_id=handler, fits=True, note=None, now=now
        )
    if settled and handler is not None:
        actor = somebody(handler, Scope("community_id", filed.community_id))
        note = "已办" if reporter else word(site, "settlement")
        await tickets.settle(session, actor, filed, note=note, photos=[], now=now)
    await session.flush()
    return str(filed.id)

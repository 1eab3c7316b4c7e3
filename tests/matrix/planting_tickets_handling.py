"""At each site with tickets: one in its worker's hands, one that came back too often, what those
above demand, who is called, what was declined and appealed; and in each whole community a rule."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import contains_eager

from shequ_api.base.access.actor import Scope
from shequ_api.base.places.models import Place
from shequ_api.features.ticket_appeals.service import appeal
from shequ_api.features.ticket_handling.service import bounce
from shequ_api.features.ticket_pressure.calling import call
from shequ_api.features.ticket_pressure.models import Call
from shequ_api.features.ticket_pressure.supervising import supervise
from shequ_api.features.ticket_routing.models import RoutingRule, RoutingRuleEdition
from shequ_api.features.tickets.models import Ticket
from shequ_api.features.tickets.service import decline
from shequ_api.kit.ids import new_id
from tests.matrix.ground import Ground, somebody, word
from tests.matrix.planting_tickets import ticket
from tests.matrix.roles import KNOWN
from tests.matrix.sites import Site
from tests.matrix.world import World

WHERE = ("home", "near", "far", "abroad", "beyond")
CONTENT = {
    "position": 9,
    "service_codes": ["none_such"],
    "source_kinds": [],
    "within_place_id": None,
    "within_grid_id": None,
    "days": "any",
    "hours_from": None,
    "hours_until": None,
    "active_from": None,
    "active_until": None,
    "action": {
        "kind": "queue",
        "role": None,
        "posting_id": None,
        "organisation_id": None,
        "strategy": "assign",
        "load_cap": None,
        "at_once": False,
    },
}


async def plant(ground: Ground, world: World, site: Site) -> None:
    if site.key in WHERE:
        site.things["routing_rule"] = await _rule(ground, site)
    if not (site.coded and site.inhabitant):
        return
    handler = UUID(site.worker)
    given = await ticket(ground, site, accepted_by=handler, handler=handler)
    higher = await ticket(ground, site, accepted_by=handler, handler=handler)
    bounced = await _whole(ground, await ticket(ground, site, accepted_by=handler))
    bounced.bounces = 2
    await bounce(ground.session, bounced, now=ground.now)
    waiting = await _declined(ground, await ticket(ground, site), site.worker)
    site.things |= {
        "declined_ticket": await _declined(ground, await ticket(ground, site), site.worker),
        "appeal": await _appeal(ground, site, waiting),
        "given_ticket": given,
        "bounced_ticket": str(bounced.id),
        "supervision": await _supervision(ground, site, given),
        "call": str((await _call(ground, site, given)).id),
        "district_call": await _district_call(ground, site, higher),
    }


async def own_things(ground: Ground, world: World) -> None:
    """What everybody ordered, or somebody for whom they act, that was declined."""
    home, beyond = world.sites["home"], world.sites["beyond"]
    giver = world.people["community_worker"]
    for role in KNOWN:
        mine = await ticket(ground, home, UUID(world.people[role]))
        world.own[f"refused:{role}"] = await _declined(ground, mine, giver)
        elder = (await _whole(ground, world.own[f"filed:{role}"])).reporter_id
        theirs = await ticket(ground, beyond, elder, filed_by=UUID(world.people[role]))
        world.own[f"refused_for:{role}"] = await _declined(ground, theirs, giver)


async def _declined(ground: Ground, ticket_id: str, by: str) -> str:
    found = await _whole(ground, ticket_id)
    staff = somebody(by, Scope("community_id", found.community_id))
    await decline(ground.session, staff, found, reason="不归社区管", now=ground.now)
    await ground.session.flush()
    return ticket_id


async def _appeal(ground: Ground, site: Site, ticket_id: str) -> str:
    found, reason = await _whole(ground, ticket_id), word(site, "appeal")
    who = somebody(site.inhabitant)
    made = await appeal(ground.session, who, found, reason=reason, now=ground.now)
    await ground.session.flush()
    return str(made.id)


async def _whole(ground: Ground, ticket_id: str) -> Ticket:
    found = select(Ticket).join(Ticket.case).options(contains_eager(Ticket.case))
    return (await ground.session.scalars(found.where(Ticket.id == UUID(ticket_id)))).one()


async def _supervision(ground: Ground, site: Site, ticket_id: str) -> str:
    about = await _whole(ground, ticket_id)
    above = somebody(site.worker, Scope("city_id", about.city_id))
    made = await supervise(
        ground.session,
        above,
        about,
        demand=word(site, "demand"),
        workdays=2,
        now=ground.now,
    )
    await ground.session.flush()
    return str(made.id)


async def _call(ground: Ground, site: Site, ticket_id: str) -> Call:
    about, caller = await _whole(ground, ticket_id), somebody(site.worker)
    made = await call(ground.session, caller, about, reason=word(site, "call"), now=ground.now)
    await ground.session.flush()
    return made


async def _district_call(ground: Ground, site: Site, ticket_id: str) -> str:
    standing = await _call(ground, site, ticket_id)
    standing.level = 3
    await ground.session.flush()
    return str(standing.id)


async def _rule(ground: Ground, site: Site) -> str:
    community = await ground.session.get_one(Place, UUID(site.community))
    content = {**CONTENT, "title": word(site, "routing_rule")}
    rule = RoutingRule(
        id=new_id(),
        place_id=community.id,
        city_id=community.city_id,
        district_id=community.district_id,
        subdistrict_id=community.subdistrict_id,
        community_id=community.id,
        position=9,
        content=content,
        made_at=ground.now,
        changed_at=ground.now,
        changed_by_id=UUID(site.worker),
    )
    edition = RoutingRuleEdition(
        rule_id=rule.id,
        version=1,
        district_id=rule.district_id,
        content=content,
        made_at=ground.now,
        made_by_id=UUID(site.worker),
    )
    ground.session.add(rule)
    await ground.session.flush()
    ground.session.add(edition)
    await ground.session.flush()
    return str(rule.id)

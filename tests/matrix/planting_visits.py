"""At each site visits to its dwelling, in whatever state is asked about, and a round; visits beyond
everybody's posting that each of those who ask comes along to; one to where the resident lives."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import select

from shequ_api.base.places.models import Place
from shequ_api.base.residency.models import Residency
from shequ_api.features.visit_purposes.models import VisitPurpose
from shequ_api.features.visit_rounds.service import plan_round
from shequ_api.features.visits.models import Visit
from shequ_api.features.visits.rules import DoorOutcome, Window
from shequ_api.features.visits.service import conducting, planning
from shequ_api.features.visits.service.participants import Guest
from tests.matrix.ground import Ground, somebody, word
from tests.matrix.roles import KNOWN
from tests.matrix.sites import Site
from tests.matrix.world import World

FORM = "household_safety"


async def plant(ground: Ground, _: World, site: Site) -> None:
    if not (site.grid and site.dwelling and site.inhabitant):
        return
    arranged = await _visit(ground, site, Guest(UUID(site.inhabitant), None))
    shut = await _visit(ground, site)
    worker = somebody(site.worker)
    outcome = DoorOutcome.NOBODY_HOME
    await conducting.conclude(
        ground.session, worker, shut, outcome=outcome, note=None, now=ground.now
    )
    refused = await _visit(ground, site)
    await conducting.conclude(
        ground.session, worker, refused, outcome=DoorOutcome.REFUSED, note=None, now=ground.now
    )
    dwelling = await ground.session.get_one(Place, UUID(site.dwelling))
    plan = await _plan(ground, site)
    made = await plan_round(ground.session, worker, dwelling, [dwelling], plan, now=ground.now)
    site.things |= {
        "visit": str(arranged.id),
        "visit_shut": str(shut.id),
        "visit_refused": str(refused.id),
        "visit_round": str(made.id),
    }


async def own_things(ground: Ground, world: World) -> None:
    beyond = world.sites["beyond"]
    for role in KNOWN:
        guest = Guest(UUID(world.people[role]), None)
        world.own[f"joint:{role}"] = str((await _visit(ground, beyond, guest)).id)
        await _visit(ground, beyond, guest)
    resident = UUID(world.people["resident"])
    living = (Residency.person_id == resident, Residency.verified_at.is_not(None))
    home = await ground.session.scalar(select(Residency.place_id).where(*living).limit(1))
    told = await _visit(ground, world.sites["home"], place_id=home)
    world.own["home_visit:resident"] = str(told.id)


async def _visit(ground: Ground, site: Site, *guests: Guest, place_id: UUID | None = None) -> Visit:
    place = await ground.session.get_one(Place, place_id or UUID(site.dwelling))
    plan = await _plan(ground, site, *guests)
    worker = somebody(site.worker)
    made = await planning.plan_visit(
        ground.session, worker, place, plan, concerned_id=None, now=ground.now
    )
    await ground.session.flush()
    return made


async def _plan(ground: Ground, site: Site, *guests: Guest) -> planning.Plan:
    """From now on, so that a run over midnight finds it still to come."""
    purpose = await ground.session.get_one(VisitPurpose, "general")
    window = Window(ground.now, ground.now + timedelta(hours=12))
    return planning.Plan(purpose, [FORM], window, False, guests, word(site, "visit_note"))

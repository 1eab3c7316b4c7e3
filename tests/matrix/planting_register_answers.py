"""A form that contradicts what the register knows of a dwelling, at each site."""

from uuid import UUID

from sqlalchemy import select

from shequ_api.base.access.walls import enter_district, leave_walls
from shequ_api.base.places.located import located_at
from shequ_api.base.places.models import Place
from shequ_api.base.register.catalogue import CATALOGUE
from shequ_api.base.register.freshness import RegisterSource
from shequ_api.base.register.rules import Origin
from shequ_api.base.register.sealing import RegisterSeal
from shequ_api.base.register.service.facts import put_fact
from shequ_api.base.register.tallies import recount_grids
from shequ_api.features.inspection_forms.public import sheet_for
from shequ_api.features.patrols.schemas import InspectionDraft
from shequ_api.features.patrols.service.reception import Filling, receive
from shequ_api.features.register_answers.models import Statement
from shequ_api.features.register_answers.rules import StatementOutcome
from shequ_api.features.register_answers.service.settling import settle
from shequ_api.kit.ids import new_id
from tests.matrix.ground import Ground, somebody
from tests.matrix.sites import Site
from tests.matrix.world import World

ANSWERS = {"visit_result": "entered", "gas_kind": "no_gas", "wiring": ["good"]}


async def plant(ground: Ground, world: World, site: Site) -> None:
    if not (site.dwelling and site.grid and site.inhabitant and site.worker):
        return
    session, seal = ground.session, ground.session.info["register_seal"]
    place = await session.get_one(Place, UUID(site.dwelling))
    await _known(ground, seal, place, site)
    inspection_id = await _said(ground, world, place, site)
    await settle(session, inspection_id, now=ground.now)
    await enter_district(session, UUID(site.district))
    waiting = (
        Statement.submission_id == inspection_id,
        Statement.outcome == StatementOutcome.CONFLICT,
    )
    found = await session.scalar(select(Statement.id).where(*waiting))
    await leave_walls(session)
    if found is not None:
        site.things["conflict"] = str(found)


async def _known(ground: Ground, seal: RegisterSeal, place: Place, site: Site) -> None:
    await enter_district(ground.session, UUID(site.district))
    await put_fact(
        ground.session,
        seal,
        located_at(place),
        CATALOGUE["gas_supply"],
        "piped",
        origin=Origin(source=RegisterSource.POLICE),
        actor_id=UUID(site.worker),
        now=ground.now,
    )
    await recount_grids(ground.session, [place.micro_grid_id], now=ground.now)
    await leave_walls(ground.session)


async def _said(ground: Ground, world: World, place: Place, site: Site) -> UUID:
    version = world.facts["sheet"]
    draft = InspectionDraft.model_validate(
        {
            "form_version_id": version,
            "place_id": site.dwelling,
            "answers": ANSWERS,
            "filled_at": ground.now,
        }
    )
    sheet = await sheet_for(ground.session, UUID(version), place)
    filling = Filling(new_id(), draft, new_id().bytes)
    worker = somebody(site.worker)
    made, _ = await receive(ground.session, worker, place, sheet, filling, now=ground.now)
    await ground.session.flush()
    return made.id

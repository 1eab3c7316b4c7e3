"""An inspection at each site's dwelling, by its worker."""

from uuid import UUID

from shequ_api.base.places.models import Place
from shequ_api.blocks.forms.models import Form
from shequ_api.features.inspection_forms.public import sheet_for
from shequ_api.features.inspection_forms.queries import sheet
from shequ_api.features.patrols.schemas import InspectionDraft
from shequ_api.features.patrols.service.reception import Filling, receive
from shequ_api.kit.ids import new_id
from tests.matrix.ground import Ground, somebody, word
from tests.matrix.sites import Site
from tests.matrix.world import World


async def plant(ground: Ground, world: World, site: Site) -> None:
    if not site.worker:
        return
    if "sheet" not in world.facts:
        found = await sheet(ground.session, Form.key == "household_safety")
        assert found is not None
        world.facts["sheet"] = str(found.version.id)
    if site.dwelling:
        note = word(site, "answer")
        site.things["inspection"] = await inspection(ground, world, site, site.worker, note)


async def own_things(ground: Ground, world: World) -> None:
    """Of somebody who has become a community's partner, or nothing at all, since."""
    home = world.sites["home"]
    for role in ("resident", "partner", "auditor"):
        made = await inspection(ground, world, home, world.people[role], "从前")
        world.own[f"inspection:{role}"] = made


async def inspection(ground: Ground, world: World, site: Site, worker_id: str, note: str) -> str:
    version = world.facts["sheet"]
    draft = InspectionDraft.model_validate(
        {
            "form_version_id": version,
            "place_id": site.dwelling,
            "answers": {"visit_result": "nobody_home", "note": note},
            "filled_at": ground.now,
        }
    )
    place = await ground.session.get_one(Place, UUID(site.dwelling))
    found = await sheet_for(ground.session, UUID(version), place)
    filling = Filling(new_id(), draft, new_id().bytes)
    worker = somebody(worker_id)
    made, _ = await receive(ground.session, worker, place, found, filling, now=ground.now)
    return str(made.id)

"""An inspection at each site's dwelling, by its worker."""

from uuid import UUID

from shequ_api.base.places.models import Place
from shequ_api.blocks.forms.models import Form
from shequ_api.features.inspection_forms.public import sheet_for
from shequ_api.features.inspection_forms.queries import sheet
from shequ_api.features.inspection_reviews.schemas import AnswersEdit
from shequ_api.features.inspection_reviews.service.edits import edit
from shequ_api.features.inspection_reviews.service.review import review
from shequ_api.features.patrols import queries
from shequ_api.features.patrols.flow import ReviewDecision
from shequ_api.features.patrols.models import Inspection
from shequ_api.features.patrols.schemas import ExpectedPhoto, InspectionDraft
from shequ_api.features.patrols.service.photos import expect
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
        site.things |= {
            "approved_inspection": await _approved(ground, world, site),
            "awaited_inspection": await _awaited(ground, world, site),
            "edited_inspection": await _edited(ground, world, site),
        }


async def _approved(ground: Ground, world: World, site: Site) -> str:
    made = await inspection(ground, world, site, site.worker, word(site, "approved"))
    found = await _found(ground, made)
    reviewer = somebody(world.people["community_worker"])
    approved = ReviewDecision.APPROVED
    await review(
        ground.session,
        reviewer,
        found,
        decision=approved,
        note=word(site, "review"),
        now=ground.now,
    )
    await ground.session.flush()
    return made


async def _awaited(ground: Ground, world: World, site: Site) -> str:
    made = await inspection(ground, world, site, site.worker, word(site, "awaited"))
    found = await _found(ground, made)
    later = ExpectedPhoto(photo_id=new_id(), sha256="a" * 64)
    expect(ground.session, found, [later])
    await ground.session.flush()
    return made


async def _edited(ground: Ground, world: World, site: Site) -> str:
    made = await inspection(ground, world, site, site.worker, word(site, "before"))
    answers = {"visit_result": "nobody_home", "note": word(site, "after")}
    draft = AnswersEdit(answers=answers, reason=word(site, "reason"))
    found, worker = await _found(ground, made), somebody(site.worker)
    await edit(ground.session, worker, found, 2, draft, now=ground.now)
    await ground.session.flush()
    return made


async def _found(ground: Ground, inspection_id: str) -> Inspection:
    await ground.session.flush()
    statement = queries.inspection_with_case(UUID(inspection_id))
    return (await ground.session.scalars(statement)).one()


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

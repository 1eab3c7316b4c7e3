"""At each site's dwelling hazards that its inspection found: a general one, a major one that is
doubted, one without a ticket; and one in a batch of its compound."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import select

from shequ_api.base.access.actor import Scope
from shequ_api.base.places.models import Place
from shequ_api.features.hazard_desk.rules import WaiverKind
from shequ_api.features.hazard_desk.service.waiving import ask
from shequ_api.features.hazards.models import Hazard
from shequ_api.features.hazards.rules import Look, Raised
from shequ_api.features.hazards.service.finding import take_in
from shequ_api.features.rectifications.schemas import RectificationBatchDraft
from shequ_api.features.rectifications.service.scheduling import schedule
from shequ_api.kit.clock import china_date
from tests.matrix.ground import Ground, somebody, word
from tests.matrix.sites import Site
from tests.matrix.world import World

KINDS = {
    "hazard": ("wiring", "general"),
    "doubted_hazard": ("gas_smell", "major"),
    "needy_hazard": ("hose_condition", "general"),
    "batched_hazard": ("gas_alarm", "general"),
}


async def plant(ground: Ground, _: World, site: Site) -> None:
    if not (site.worker and site.dwelling):
        return
    found = await _found(ground, site)
    site.things |= {name: str(found[field].id) for name, (field, __) in KINDS.items()}
    found["hose_condition"].ticket_id = None
    waiver = await ask(
        ground.session,
        somebody(site.worker),
        found["gas_smell"],
        kind=WaiverKind.FALSE_ALARM,
        reason=word(site, "waiver"),
        now=ground.now,
    )
    site.things["waiver"] = str(waiver.id)
    day = china_date(ground.now) + timedelta(days=1)
    draft = RectificationBatchDraft(
        title=word(site, "batch"),
        firm_name=word(site, "firm"),
        notice=word(site, "notice"),
        starts_on=day,
        ends_on=day,
        hazard_ids=(found["gas_alarm"].id,),
    )
    whoever = somebody(site.worker, Scope("community_id", UUID(site.community)))
    batch = await schedule(ground.session, whoever, draft, now=ground.now)
    await ground.session.flush()
    site.things["rectification_batch"] = str(batch.id)


async def _found(ground: Ground, site: Site) -> dict[str, Hazard]:
    place = await ground.session.get_one(Place, UUID(site.dwelling))
    await ground.session.flush()
    look = Look(
        submission_id=UUID(site.things["inspection"]),
        # A form of which no inspection that is planted later says anything.
        form_key="planted",
        worker_id=UUID(site.worker),
        by_id=UUID(site.worker),
        seen_at=ground.now,
        raised=[
            Raised(field, level, word(site, f"label_{field}"), word(site, f"text_{field}"))
            for field, level in KINDS.values()
        ],
        judged=dict,
    )
    await take_in(ground.session, place, look, photo_ids=(), now=ground.now)
    await ground.session.flush()
    of_look = select(Hazard).where(Hazard.submission_id == look.submission_id)
    return {hazard.field: hazard for hazard in await ground.session.scalars(of_look)}

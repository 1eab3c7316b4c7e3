"""In each community a service that is offered, and one that is being written."""

from uuid import UUID

from shequ_api.base.access.actor import Scope
from shequ_api.base.places.models import Place
from shequ_api.features.services import service
from shequ_api.features.services.models import ServiceItem
from shequ_api.features.services.public import ServiceGuide
from tests.features.services.hall import guide
from tests.matrix.ground import Ground, somebody, word
from tests.matrix.sites import Site
from tests.matrix.world import World

SITES = ("home", "near", "far", "abroad", "beyond")
"""One for each community."""


async def _written(ground: Ground, site: Site, said: str) -> ServiceItem:
    office = somebody(site.worker, Scope("community_id", UUID(site.community)))
    place = await ground.session.get_one(Place, UUID(site.community))
    draft = ServiceGuide.model_validate(guide(summary=said))
    return await service.write_service(ground.session, office, place, draft, now=ground.now)


async def plant(ground: Ground, _: World, site: Site) -> None:
    if site.key not in SITES:
        return
    offered = await _written(ground, site, word(site, "service", closed=False))
    who = somebody(site.worker)
    await service.publish_service(ground.session, who, offered, now=ground.now)
    draft = await _written(ground, site, word(site, "service_draft"))
    site.things |= {"service": str(offered.id), "service_draft": str(draft.id)}

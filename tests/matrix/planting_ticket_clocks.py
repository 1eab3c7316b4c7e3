"""A ticket of a site that is paused, and hours that its district has set."""

from uuid import UUID

from shequ_api.base.access.actor import Scope
from shequ_api.base.places.models import Place
from shequ_api.features.sla_policies.schemas import HOURS
from shequ_api.features.sla_policies.service import newest_hours, set_hours
from shequ_api.features.ticket_clocks.history import PauseReason
from shequ_api.features.ticket_pauses import service as pausing
from shequ_api.features.tickets.models import Ticket
from tests.matrix.ground import Ground, somebody
from tests.matrix.planting_tickets import ticket
from tests.matrix.sites import Site
from tests.matrix.world import World


async def plant(ground: Ground, world: World, site: Site) -> None:
    if not (site.coded and site.inhabitant):
        return
    handler = UUID(site.worker)
    await _hours(ground, UUID(site.of("district")), handler)
    made = await ticket(ground, site, accepted_by=handler, handler=handler)
    paused = await ground.session.get_one(Ticket, UUID(made))
    await pausing.pause(
        ground.session,
        somebody(handler, Scope("community_id", paused.community_id)),
        paused,
        reason=PauseReason.PARTS,
        note=None,
        until=None,
        now=ground.now,
    )
    await ground.session.flush()
    site.things["paused_ticket"] = made


async def _hours(ground: Ground, district_id: UUID, setter: UUID) -> None:
    """Once: some sites lie in one district."""
    if await newest_hours(ground.session, district_id) is None:
        district = await ground.session.get_one(Place, district_id)
        await set_hours(
            ground.session, somebody(setter), district, HOURS, version=0, now=ground.now
        )

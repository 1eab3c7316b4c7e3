"""A ticket of a site that is paused."""

from uuid import UUID

from shequ_api.features.ticket_clocks import pausing
from shequ_api.features.ticket_clocks.folding import PauseReason
from shequ_api.features.tickets.models import Ticket
from tests.matrix.ground import Ground, somebody
from tests.matrix.planting_tickets import ticket
from tests.matrix.sites import Site
from tests.matrix.world import World


async def plant(ground: Ground, world: World, site: Site) -> None:
    if not (site.coded and site.inhabitant):
        return
    handler = UUID(site.worker)
    made = await ticket(ground, site, accepted_by=handler, handler=handler)
    await pausing.pause(
        ground.session,
        somebody(handler),
        await ground.session.get_one(Ticket, UUID(made)),
        reason=PauseReason.PARTS,
        note=None,
        until=None,
        now=ground.now,
    )
    await ground.session.flush()
    site.things["paused_ticket"] = made

"""In each whole community substates of open states, and a label; its parts have the same."""

from uuid import UUID

from shequ_api.base.places.models import Place
from shequ_api.features.ticket_labels.schemas import TicketLabelDraft
from shequ_api.features.ticket_labels.service import make_label
from shequ_api.features.ticket_substates.schemas import OpenState, SubstateDraft
from shequ_api.features.ticket_substates.service.defining import define
from tests.matrix.ground import Ground, somebody, word
from tests.matrix.sites import Site
from tests.matrix.world import World

WHERE = ("home", "near", "far", "abroad", "beyond")
THINGS = (*(f"substate_{state}" for state in OpenState), "label")


async def plant(ground: Ground, world: World, site: Site) -> None:
    if not site.of("ticket"):
        return
    if site.key not in WHERE:
        home = world.sites["home"]
        site.things |= {name: home.of(name) for name in THINGS}
        return
    maker = somebody(UUID(site.worker))
    community = await ground.session.get_one(Place, UUID(site.community))
    for state in OpenState:
        draft = SubstateDraft(state=state, code="look", title=word(site, "substate"))
        substate = await define(ground.session, maker, community, draft, now=ground.now)
        site.things[f"substate_{state}"] = str(substate.id)
    named = TicketLabelDraft(title=word(site, "label"))
    label = await make_label(ground.session, maker, community, named, now=ground.now)
    site.things["label"] = str(label.id)

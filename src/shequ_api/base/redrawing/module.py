from shequ_api.base.events.facts import Clockwork, Reaction
from shequ_api.base.redrawing.jobs import (
    EVERY,
    IN_COMMUNITY,
    TreesRedrawn,
    bring_after,
    bring_after_in,
)
from shequ_api.base.redrawing.permissions import GRANTS, RedrawingPermission
from shequ_api.base.redrawing.router import router
from shequ_api.base.registry import Module

MODULE = Module(
    name="redrawing",
    title="地点与网格调整",
    router=router,
    permissions=RedrawingPermission,
    grants=GRANTS,
    reactions=[Reaction(IN_COMMUNITY, TreesRedrawn, bring_after_in)],
    clockworks=[Clockwork("redrawing.bring_after", EVERY, bring_after)],
)

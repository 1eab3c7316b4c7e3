from shequ_api.base.events.facts import Clockwork
from shequ_api.base.redrawing.jobs import EVERY, bring_after
from shequ_api.base.redrawing.permissions import GRANTS, RedrawingPermission
from shequ_api.base.redrawing.router import router
from shequ_api.base.registry import Module

MODULE = Module(
    name="redrawing",
    title="地点与网格调整",
    router=router,
    permissions=RedrawingPermission,
    grants=GRANTS,
    clockworks=[Clockwork("redrawing.bring_after", EVERY, bring_after)],
)

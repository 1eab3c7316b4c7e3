from datetime import timedelta

from shequ_api.base.events.facts import Clockwork
from shequ_api.base.registry import Module
from shequ_api.features.coverage.permissions import GRANTS, CoveragePermission
from shequ_api.features.coverage.reactions import REACTIONS
from shequ_api.features.coverage.router import router
from shequ_api.features.coverage.service import take_up

MODULE = Module(
    name="coverage",
    title="走访覆盖",
    router=router,
    permissions=CoveragePermission,
    grants=GRANTS,
    permission_titles={CoveragePermission.VIEW: "查看走访覆盖情况"},
    reactions=REACTIONS,
    clockworks=[Clockwork("coverage.take_up", timedelta(minutes=2), take_up)],
)

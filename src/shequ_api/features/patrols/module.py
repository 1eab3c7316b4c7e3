from shequ_api.base.registry import Module
from shequ_api.features.patrols.landing import ACTIONS, last_inspection_here
from shequ_api.features.patrols.permissions import GRANTS, PatrolPermission
from shequ_api.features.patrols.personal import PERSONAL_DATA
from shequ_api.features.patrols.router import router

MODULE = Module(
    name="patrols",
    title="排查",
    router=router,
    permissions=PatrolPermission,
    grants=GRANTS,
    actions=ACTIONS,
    landing=[last_inspection_here],
    personal_data=PERSONAL_DATA,
)

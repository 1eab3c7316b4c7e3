from shequ_api.base.registry import Module, Retention
from shequ_api.features.charity_allocations.jobs import CLOCKWORKS
from shequ_api.features.charity_allocations.permissions import (
    GRANTS,
    HELD_ONLY_AT,
    AllocationPermission,
)
from shequ_api.features.charity_allocations.personal import PERSONAL_DATA
from shequ_api.features.charity_allocations.router import router

MODULE = Module(
    name="charity_allocations",
    title="公益帮扶规则",
    router=router,
    permissions=AllocationPermission,
    grants=GRANTS,
    held_only_at=HELD_ONLY_AT,
    clockworks=CLOCKWORKS,
    personal_data=PERSONAL_DATA,
    retention=[Retention("帮扶规则", "长期；注销后不再显示由谁设立", "说明提名由哪条规则作出")],
)

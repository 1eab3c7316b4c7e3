from shequ_api.base.registry import Module, Retention
from shequ_api.features.charity_minors.permissions import (
    GRANTS,
    HELD_ONLY_AT,
    CharityMinorPermission,
)
from shequ_api.features.charity_minors.personal import PERSONAL_DATA
from shequ_api.features.charity_minors.router import router

MODULE = Module(
    name="charity_minors",
    title="未成年人捐赠",
    router=router,
    permissions=CharityMinorPermission,
    grants=GRANTS,
    held_only_at=HELD_ONLY_AT,
    personal_data=PERSONAL_DATA,
    retention=[Retention("未成年人捐赠办法", "长期", "说明当时按什么办法捐赠")],
)

from shequ_api.base.registry import Module
from shequ_api.features.register.permissions import GRANTS, HELD_ONLY_AT, RegisterPermission
from shequ_api.features.register.router import router

MODULE = Module(
    name="register",
    title="人房信息",
    router=router,
    permissions=RegisterPermission,
    grants=GRANTS,
    withheld={RegisterPermission.REVEAL},
    held_only_at=HELD_ONLY_AT,
)

from shequ_api.base.registry import Module, Retention
from shequ_api.features.points_clawback.permissions import GRANTS, ClawbackPermission
from shequ_api.features.points_clawback.personal import PERSONAL_DATA
from shequ_api.features.points_clawback.router import router

MODULE = Module(
    name="points_clawback",
    title="积分扣回",
    router=router,
    permissions=ClawbackPermission,
    grants=GRANTS,
    personal_data=PERSONAL_DATA,
    retention=[Retention("积分扣回与抵扣记录", "长期；注销后不再显示姓名", "账目不可改动")],
)

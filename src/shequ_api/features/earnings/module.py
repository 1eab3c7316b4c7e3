from shequ_api.base.registry import Module, Retention
from shequ_api.features.earnings.permissions import GRANTS, EarningPermission
from shequ_api.features.earnings.personal import PERSONAL_DATA
from shequ_api.features.earnings.reactions import REACTIONS
from shequ_api.features.earnings.router import router

MODULE = Module(
    name="earnings",
    title="积分来源",
    router=router,
    permissions=EarningPermission,
    grants=GRANTS,
    reactions=REACTIONS,
    personal_data=PERSONAL_DATA,
    retention=[
        Retention("计分事项与得分记录", "长期；注销后不再显示姓名", "说明每笔积分的来由"),
    ],
)

from shequ_api.base.registry import Module, Retention
from shequ_api.features.charity.landing import ACTIONS, pool_balance
from shequ_api.features.charity.permissions import GRANTS, LEVELS, CharityPermission
from shequ_api.features.charity.personal import PERSONAL_DATA
from shequ_api.features.charity.router import router

MODULE = Module(
    name="charity",
    title="公益池",
    router=router,
    permissions=CharityPermission,
    grants=GRANTS,
    levels=LEVELS,
    actions=ACTIONS,
    landing=[pool_balance],
    personal_data=PERSONAL_DATA,
    retention=[
        Retention("捐赠记录", "长期；注销后不再显示姓名和留言", "公开账目不可改动"),
    ],
)

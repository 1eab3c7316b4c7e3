from shequ_api.base.registry import Module, Retention
from shequ_api.features.points.landing import ACTIONS, own_balance
from shequ_api.features.points.permissions import GRANTS, PointsPermission
from shequ_api.features.points.personal import PERSONAL_DATA
from shequ_api.features.points.reactions import REACTIONS
from shequ_api.features.points.router import router
from shequ_api.features.points.service.ruling import RuleEnded

MODULE = Module(
    name="points",
    title="致强幸福卡",
    router=router,
    permissions=PointsPermission,
    grants=GRANTS,
    reactions=REACTIONS,
    actions=ACTIONS,
    landing=[own_balance],
    constraints={"uq_earning_rules_succeeds_id": RuleEnded},
    personal_data=PERSONAL_DATA,
    retention=[
        Retention("积分卡与积分流水", "长期；注销后不再显示姓名", "账目不可改动，供核对与审计"),
    ],
)

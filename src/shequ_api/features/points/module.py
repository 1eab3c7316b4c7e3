from datetime import timedelta

from shequ_api.base.events.facts import Clockwork
from shequ_api.base.registry import Module, Retention
from shequ_api.features.points.expiring import tell_expiring
from shequ_api.features.points.landing import ACTIONS, OWN_BALANCE
from shequ_api.features.points.permissions import GRANTS, PointsPermission
from shequ_api.features.points.personal import PERSONAL_DATA
from shequ_api.features.points.router import router

MODULE = Module(
    name="points",
    title="致强幸福卡",
    router=router,
    permissions=PointsPermission,
    grants=GRANTS,
    actions=ACTIONS,
    landing=[OWN_BALANCE],
    clockworks=[Clockwork("points.tell_expiring", timedelta(minutes=1), tell_expiring)],
    personal_data=PERSONAL_DATA,
    retention=[
        Retention("积分卡与积分流水", "长期；注销后不再显示姓名", "账目不可改动，供核对与审计"),
    ],
)

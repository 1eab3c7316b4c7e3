from shequ_api.base.registry import Module, Retention, timed
from shequ_api.features.points_alarms.expiring import KEPT_DAYS, forget_counts
from shequ_api.features.points_alarms.permissions import GRANTS, AlarmPermission
from shequ_api.features.points_alarms.personal import PERSONAL_DATA
from shequ_api.features.points_alarms.reactions import REACTIONS
from shequ_api.features.points_alarms.router import router

MODULE = Module(
    name="points_alarms",
    title="积分异常预警",
    router=router,
    permissions=AlarmPermission,
    grants=GRANTS,
    reactions=REACTIONS,
    personal_data=PERSONAL_DATA,
    retention=[
        timed("积分异常计数", KEPT_DAYS, "发现异常", forget_counts),
        Retention("积分异常预警与核查结果", "长期；注销时删除所写文字", "防止冒领和滥发，供审计"),
    ],
)

from shequ_api.base.registry import Module, Retention
from shequ_api.features.notice_follow_up.permissions import GRANTS, FollowUpPermission
from shequ_api.features.notice_follow_up.personal import PERSONAL_DATA
from shequ_api.features.notice_follow_up.router import router

MODULE = Module(
    name="notice_follow_up",
    title="通知催阅",
    router=router,
    permissions=FollowUpPermission,
    grants=GRANTS,
    personal_data=PERSONAL_DATA,
    retention=[Retention("通知提醒记录", "长期；注销后不再显示姓名", "说明何时提醒过")],
)

from shequ_api.base.places.models import PlaceKind
from shequ_api.base.registry import Module, Retention
from shequ_api.features.notification_settings.permissions import GRANTS, NotificationPermission
from shequ_api.features.notification_settings.personal import PERSONAL_DATA
from shequ_api.features.notification_settings.router import router
from shequ_api.kit.errors import NotNow


class QuietHoursJustSet(NotNow):
    """Two set them at the same moment; the other was first."""

    code, title = "quiet_hours_just_set", "免打扰时段刚刚被他人设置，请查看后再试"


MODULE = Module(
    name="notification_settings",
    title="通知设置",
    router=router,
    permissions=NotificationPermission,
    grants=GRANTS,
    held_only_at={NotificationPermission.SET_QUIET_HOURS: {PlaceKind.DISTRICT}},
    constraints={"pk_district_quiet_hours": QuietHoursJustSet},
    personal_data=PERSONAL_DATA,
    retention=[
        Retention("通知设置", "账号存续期间；注销后删除", "按本人意愿发送"),
        Retention("各区免打扰时段", "长期；注销后不再显示姓名", "说明何时不打扰"),
    ],
)

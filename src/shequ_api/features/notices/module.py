from datetime import timedelta

from shequ_api.base.events.facts import Clockwork
from shequ_api.base.places.models import GridKind, PlaceKind
from shequ_api.base.registry import Module, Retention, timed
from shequ_api.features.notices.discarding import UNTOUCHED_DAYS, end_untouched
from shequ_api.features.notices.permissions import GRANTS, NoticePermission
from shequ_api.features.notices.personal import PERSONAL_DATA
from shequ_api.features.notices.photo_holds import PHOTO_HOLDS
from shequ_api.features.notices.router import router
from shequ_api.features.notices.service import end_expired

_OFFICES = {PlaceKind.COMMUNITY, PlaceKind.SUBDISTRICT, PlaceKind.DISTRICT, GridKind.TOTAL}

MODULE = Module(
    name="notices",
    title="通知公告",
    router=router,
    permissions=NoticePermission,
    grants=GRANTS,
    held_only_at={NoticePermission.WRITE: _OFFICES},
    clockworks=[
        Clockwork("notices.end_expired", timedelta(minutes=5), end_expired),
        Clockwork("notices.end_untouched", timedelta(hours=1), end_untouched),
    ],
    personal_data=PERSONAL_DATA,
    photo_holds=PHOTO_HOLDS,
    retention=[
        Retention("通知公告及历次更正", "长期；作者注销后不再显示姓名", "说明当时公布了什么"),
        timed("没有发布的通知草稿及其照片", UNTOUCHED_DAYS, "无人再修改的草稿不再需要"),
        Retention("通知的阅读与确认记录", "账号存续期间；注销后删除", "确认重要通知已送达"),
    ],
)

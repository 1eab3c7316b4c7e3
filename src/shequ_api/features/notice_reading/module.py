from shequ_api.base.registry import Module
from shequ_api.features.notice_reading.landing import ACTIONS, PUBLIC_HERE
from shequ_api.features.notice_reading.permissions import GRANTS, ReadingPermission
from shequ_api.features.notice_reading.router import router

MODULE = Module(
    name="notice_reading",
    title="我的通知",
    router=router,
    permissions=ReadingPermission,
    grants=GRANTS,
    actions=ACTIONS,
    landing=[PUBLIC_HERE],
)

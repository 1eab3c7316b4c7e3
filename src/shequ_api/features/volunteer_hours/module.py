from shequ_api.base.registry import Module, Retention
from shequ_api.features.volunteer_hours.permissions import GRANTS, VolunteerPermission
from shequ_api.features.volunteer_hours.personal import PERSONAL_DATA
from shequ_api.features.volunteer_hours.reactions import REACTIONS
from shequ_api.features.volunteer_hours.router import router

MODULE = Module(
    name="volunteer_hours",
    title="志愿时长",
    router=router,
    permissions=VolunteerPermission,
    grants=GRANTS,
    reactions=REACTIONS,
    personal_data=PERSONAL_DATA,
    retention=[
        Retention("志愿时长与服务记录", "长期；注销后不再显示姓名", "账目不可改动，供核对与证明")
    ],
)

from shequ_api.base.registry import Module, Retention
from shequ_api.features.volunteer_attendance.jobs import CLOCKWORKS
from shequ_api.features.volunteer_attendance.permissions import GRANTS, AttendancePermission
from shequ_api.features.volunteer_attendance.personal import PERSONAL_DATA
from shequ_api.features.volunteer_attendance.refusals import SessionOverlaps
from shequ_api.features.volunteer_attendance.router import router

MODULE = Module(
    name="volunteer_attendance",
    title="志愿签到签退",
    router=router,
    permissions=AttendancePermission,
    grants=GRANTS,
    clockworks=CLOCKWORKS,
    constraints={"ex_volunteer_sessions_overlap": SessionOverlaps},
    personal_data=PERSONAL_DATA,
    retention=[
        Retention("志愿签到签退记录", "长期；不保存精确位置，注销时删除说明", "志愿时长的依据")
    ],
)

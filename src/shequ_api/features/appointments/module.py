from shequ_api.base.offering import Action, Head
from shequ_api.base.registry import Module, Retention
from shequ_api.features.appointments.booking_router import router as appointments
from shequ_api.features.appointments.permissions import GRANTS, LEVELS, AppointmentPermission
from shequ_api.features.appointments.personal import PERSONAL_DATA
from shequ_api.features.appointments.queries import is_counter
from shequ_api.features.appointments.reactions import REACTIONS
from shequ_api.features.appointments.router import router as counters
from shequ_api.kit.http.route import Router

routes = Router()
routes.include_router(counters)
routes.include_router(appointments)

MODULE = Module(
    name="appointments",
    title="预约办事",
    router=routes,
    permissions=AppointmentPermission,
    grants=GRANTS,
    levels=LEVELS,
    reactions=REACTIONS,
    actions=[
        Action(
            key="appointments.book",
            head=Head.HANDLE,
            title="预约办事",
            operation="list_appointment_counters",
            permission=None,
            parameters=("place_id",),
            takes={"counter_id": is_counter},
        )
    ],
    personal_data=PERSONAL_DATA,
    retention=[Retention("预约窗口", "长期；注销后不再显示由谁设置", "公开办事时间与方式")],
)

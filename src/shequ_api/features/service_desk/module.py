from shequ_api.base.registry import Module
from shequ_api.features.service_desk.day_work import DAY_WORK
from shequ_api.features.service_desk.jobs import CLOCKWORKS
from shequ_api.features.service_desk.permissions import GRANTS, ServiceDeskPermission
from shequ_api.features.service_desk.router import router

MODULE = Module(
    name="service_desk",
    title="办件办理",
    router=router,
    permissions=ServiceDeskPermission,
    grants=GRANTS,
    clockworks=CLOCKWORKS,
    day_work=DAY_WORK,
)

from shequ_api.base.registry import Module, Retention
from shequ_api.features.hazard_desk.personal import PERSONAL_DATA
from shequ_api.features.hazard_desk.router import router
from shequ_api.features.hazard_desk.service.waiving import WaiverPending

MODULE = Module(
    name="hazard_desk",
    title="隐患核销与时限",
    router=router,
    constraints={"uq_hazard_waivers_pending": WaiverPending},
    personal_data=PERSONAL_DATA,
    retention=[
        Retention("隐患核销", "长期；注销后删除所写理由，不再显示姓名", "说明隐患为何不再跟进"),
    ],
)

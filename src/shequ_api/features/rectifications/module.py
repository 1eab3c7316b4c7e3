from shequ_api.base.registry import Module, Retention
from shequ_api.features.rectifications.personal import PERSONAL_DATA
from shequ_api.features.rectifications.photo_holds import PHOTO_HOLDS
from shequ_api.features.rectifications.router import router
from shequ_api.features.rectifications.service.scheduling import HazardsUnfit

MODULE = Module(
    name="rectifications",
    title="集中整改",
    router=router,
    constraints={"uq_rectification_items_waiting": HazardsUnfit},
    personal_data=PERSONAL_DATA,
    retention=[
        Retention("集中整改记录与照片", "长期；注销后不再显示姓名", "隐患整改可追溯"),
    ],
    photo_holds=PHOTO_HOLDS,
)

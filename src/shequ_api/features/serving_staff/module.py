from shequ_api.base.registry import Module, Retention
from shequ_api.features.serving_staff.landing import ACTIONS, SERVING_HERE
from shequ_api.features.serving_staff.permissions import GRANTS, ServingPermission
from shequ_api.features.serving_staff.personal import PERSONAL_DATA
from shequ_api.features.serving_staff.photo_holds import PHOTO_HOLDS
from shequ_api.features.serving_staff.refusals import CardBeingChanged
from shequ_api.features.serving_staff.router import router
from shequ_api.features.serving_staff.sealed import SEALED

_TO = {"nobody": "不展示", "residents": "仅本小区居民", "everybody": "所有人"}

MODULE = Module(
    name="serving_staff",
    title="谁为我服务",
    router=router,
    permissions=ServingPermission,
    grants=GRANTS,
    actions=ACTIONS,
    landing=[SERVING_HERE],
    constraints={"uq_service_cards_person_id": CardBeingChanged},
    personal_data=PERSONAL_DATA,
    photo_holds=PHOTO_HOLDS,
    sealed=SEALED,
    words={"姓名展示": _TO, "电话展示": _TO, "照片展示": _TO},
    retention=[
        Retention("服务人员名片", "撤回时删除电话和照片；同意与撤回的时间长期", "证明经本人同意"),
    ],
)

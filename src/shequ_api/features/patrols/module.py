from shequ_api.base.registry import Module, Retention
from shequ_api.features.patrols.flow import STEP_TITLES
from shequ_api.features.patrols.landing import ACTIONS, LAST_INSPECTION
from shequ_api.features.patrols.permissions import GRANTS, PatrolPermission
from shequ_api.features.patrols.personal import PERSONAL_DATA
from shequ_api.features.patrols.photo_holds import PHOTO_HOLDS
from shequ_api.features.patrols.router import router

MODULE = Module(
    name="patrols",
    title="排查",
    router=router,
    permissions=PatrolPermission,
    grants=GRANTS,
    actions=ACTIONS,
    landing=[LAST_INSPECTION],
    personal_data=PERSONAL_DATA,
    retention=[
        Retention("排查记录与照片", "长期；注销后不再显示由谁排查", "隐患整改可追溯"),
    ],
    photo_holds=PHOTO_HOLDS,
    words={"步骤": STEP_TITLES},
)

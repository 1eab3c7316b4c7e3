from shequ_api.base.registry import Module, Retention
from shequ_api.features.assets.permissions import GRANTS, AssetPermission
from shequ_api.features.assets.personal import PERSONAL_DATA
from shequ_api.features.assets.photo_holds import PHOTO_HOLDS
from shequ_api.features.assets.router import router
from shequ_api.features.assets.service.keeping import PrefixTaken

MODULE = Module(
    name="assets",
    title="设施台账",
    router=router,
    permissions=AssetPermission,
    grants=GRANTS,
    personal_data=PERSONAL_DATA,
    retention=[
        Retention("设施履历与照片", "与设施台账同期；注销后不再显示姓名", "设施安全可追溯"),
    ],
    photo_holds=PHOTO_HOLDS,
    constraints={"uq_asset_kinds_prefix": PrefixTaken},
)

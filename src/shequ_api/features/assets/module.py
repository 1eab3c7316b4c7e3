from shequ_api.base.registry import Module
from shequ_api.features.assets.permissions import GRANTS, AssetPermission
from shequ_api.features.assets.personal import PERSONAL_DATA
from shequ_api.features.assets.router import router
from shequ_api.features.assets.service.keeping import PrefixTaken

MODULE = Module(
    name="assets",
    title="设施台账",
    router=router,
    permissions=AssetPermission,
    grants=GRANTS,
    personal_data=PERSONAL_DATA,
    constraints={"uq_asset_kinds_prefix": PrefixTaken},
)

from shequ_api.base.registry import Module
from shequ_api.features.register_exports.permissions import GRANTS, RegisterExportPermission
from shequ_api.features.register_exports.router import router

MODULE = Module(
    name="register_exports",
    title="人房信息导出",
    router=router,
    permissions=RegisterExportPermission,
    grants=GRANTS,
    withheld={RegisterExportPermission.EXPORT},
)

from shequ_api.base.registry import Module, Retention
from shequ_api.base.rights.permissions import GRANTS, RightsPermission
from shequ_api.base.rights.router import router

MODULE = Module(
    name="rights",
    title="权限说明",
    router=router,
    permissions=RightsPermission,
    grants=GRANTS,
    withheld=set(RightsPermission),
    retention=[Retention("自定义身份的历次内容", "长期", "说明当时谁有什么权限")],
)

from shequ_api.base.registry import Module, Retention
from shequ_api.base.rights import explanation_router, router
from shequ_api.base.rights.permissions import GRANTS, RightsPermission
from shequ_api.kit.http.route import Router

routes = Router()
routes.include_router(router.router)
routes.include_router(explanation_router.router)
MODULE = Module(
    name="rights",
    title="权限说明",
    router=routes,
    permissions=RightsPermission,
    grants=GRANTS,
    withheld=set(RightsPermission),
    retention=[Retention("自定义身份的历次内容", "长期", "说明当时谁有什么权限")],
)

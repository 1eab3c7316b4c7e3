from shequ_api.base.registry import Module, Retention
from shequ_api.features.inspection_forms import list_router, router
from shequ_api.features.inspection_forms.permissions import GRANTS, FormPermission
from shequ_api.features.inspection_forms.personal import PERSONAL_DATA
from shequ_api.kit.http.route import Router

routes = Router()
routes.include_router(router.router)
routes.include_router(list_router.router)

MODULE = Module(
    name="inspection_forms",
    title="排查表",
    router=routes,
    permissions=FormPermission,
    grants=GRANTS,
    personal_data=PERSONAL_DATA,
    retention=[
        Retention("排查表版本", "长期；注销后不再显示由谁起草", "说明当时按什么标准排查"),
    ],
)

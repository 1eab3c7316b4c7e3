from shequ_api.base.registry import Module, Retention
from shequ_api.features.five_codes.permissions import GRANTS, FiveCodePermission
from shequ_api.features.five_codes.personal import PERSONAL_DATA
from shequ_api.features.five_codes.router import router
from shequ_api.features.five_codes.service import CatalogueBegunByAnother

MODULE = Module(
    name="five_codes",
    title="五码目录",
    router=router,
    permissions=FiveCodePermission,
    grants=GRANTS,
    permission_titles={FiveCodePermission.MANAGE: "设置五码目录"},
    constraints={"uq_five_code_catalogues_place_id": CatalogueBegunByAnother},
    personal_data=PERSONAL_DATA,
    retention=[Retention("五码目录及历次发布", "长期；注销后不再显示姓名", "对外服务入口可追溯")],
)

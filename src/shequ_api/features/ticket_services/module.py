from shequ_api.base.registry import Module, Retention
from shequ_api.features.ticket_services.permissions import GRANTS, ServicePermission
from shequ_api.features.ticket_services.personal import PERSONAL_DATA
from shequ_api.features.ticket_services.router import router

MODULE = Module(
    name="ticket_services",
    title="诉求分类",
    router=router,
    permissions=ServicePermission,
    grants=GRANTS,
    personal_data=PERSONAL_DATA,
    retention=[Retention("诉求的分类信息", "与诉求同期；本人注销时删除", "办理诉求")],
)

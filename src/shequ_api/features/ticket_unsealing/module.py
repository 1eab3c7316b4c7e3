from shequ_api.base.registry import Module, Retention
from shequ_api.features.ticket_unsealing.permissions import GRANTS, UnsealingPermission
from shequ_api.features.ticket_unsealing.personal import PERSONAL_DATA
from shequ_api.features.ticket_unsealing.router import router

MODULE = Module(
    name="ticket_unsealing",
    title="匿名诉求查实",
    router=router,
    permissions=UnsealingPermission,
    grants=GRANTS,
    withheld={UnsealingPermission.OPEN},
    personal_data=PERSONAL_DATA,
    retention=[Retention("匿名诉求的查实记录", "长期", "说明谁、为何得知了匿名下单人")],
)

from shequ_api.base.registry import Module
from shequ_api.features.tickets.landing import ACTIONS, own_open_tickets
from shequ_api.features.tickets.permissions import GRANTS, TicketPermission
from shequ_api.features.tickets.router import router
from shequ_api.kit.errors import NotNow


class SourceHasTicket(NotNow):
    code, title = "source_has_ticket", "这条记录已经生成过工单"


MODULE = Module(
    name="tickets",
    title="诉求与工单",
    router=router,
    permissions=TicketPermission,
    grants=GRANTS,
    actions=ACTIONS,
    landing=[own_open_tickets],
    constraints={"uq_tickets_source": SourceHasTicket},
)

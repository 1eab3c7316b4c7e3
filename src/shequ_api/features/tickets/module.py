from shequ_api.base.registry import Module, OpenWork
from shequ_api.features.tickets.handover import in_hands, would_hang
from shequ_api.features.tickets.landing import ACTIONS, own_open_tickets
from shequ_api.features.tickets.permissions import GRANTS, SETTLERS, TicketPermission
from shequ_api.features.tickets.personal import PERSONAL_DATA
from shequ_api.features.tickets.reactions import REACTIONS
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
    permission_titles={TicketPermission.VIEW: "查看辖区诉求"},
    actions=ACTIONS,
    landing=[own_open_tickets],
    reactions=REACTIONS,
    open_work=[
        OpenWork(
            key="tickets",
            title="在办诉求",
            count=would_hang,
            of_person=in_hands,
            takers=SETTLERS,
        ),
    ],
    constraints={"uq_tickets_source": SourceHasTicket},
    personal_data=PERSONAL_DATA,
)

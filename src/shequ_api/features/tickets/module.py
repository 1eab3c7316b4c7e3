from shequ_api.base.registry import Module, Retention
from shequ_api.features.tickets.flow import STEP_TITLES
from shequ_api.features.tickets.models import Ticket
from shequ_api.features.tickets.permissions import GRANTS, TicketPermission
from shequ_api.features.tickets.personal import PERSONAL_DATA
from shequ_api.features.tickets.photo_holds import PHOTO_HOLDS
from shequ_api.features.tickets.router import router
from shequ_api.features.tickets.rules import knows_reporter
from shequ_api.features.tickets.sealed import SEALED
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
    constraints={"uq_tickets_source": SourceHasTicket},
    personal_data=PERSONAL_DATA,
    retention=[
        Retention("诉求与评价", "长期；本人注销时删除所写内容和照片", "诉求办理可追溯"),
    ],
    sealed=SEALED,
    photo_holds=PHOTO_HOLDS,
    words={"步骤": STEP_TITLES},
    discretion={Ticket: knows_reporter},
)

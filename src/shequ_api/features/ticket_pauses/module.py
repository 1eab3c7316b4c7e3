from shequ_api.base.registry import Module
from shequ_api.features.ticket_pauses.permissions import GRANTS, TicketPausePermission
from shequ_api.features.ticket_pauses.router import router
from shequ_api.features.ticket_pauses.service import PausedAlready

MODULE = Module(
    name="ticket_pauses",
    title="暂停计时",
    router=router,
    permissions=TicketPausePermission,
    grants=GRANTS,
    constraints={"uq_ticket_pauses_open": PausedAlready},
)

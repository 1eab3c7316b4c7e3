from datetime import timedelta

from shequ_api.base.events.facts import Clockwork
from shequ_api.base.registry import Module, Retention
from shequ_api.features.ticket_pressure.calling import raise_unanswered
from shequ_api.features.ticket_pressure.permissions import GRANTS, TicketPressurePermission
from shequ_api.features.ticket_pressure.personal import PERSONAL_DATA
from shequ_api.features.ticket_pressure.reactions import REACTIONS
from shequ_api.features.ticket_pressure.router import router
from shequ_api.features.ticket_pressure.silence import relieve_silent
from shequ_api.features.ticket_pressure.supervising import tell_overdue

MODULE = Module(
    name="ticket_pressure",
    title="诉求催督",
    router=router,
    permissions=TicketPressurePermission,
    grants=GRANTS,
    permission_titles={TicketPressurePermission.ANSWER_CALL: "答复吹哨"},
    reactions=REACTIONS,
    clockworks=[
        Clockwork("ticket_pressure.raise_unanswered", timedelta(minutes=2), raise_unanswered),
        Clockwork("ticket_pressure.tell_overdue", timedelta(minutes=10), tell_overdue),
        Clockwork("ticket_pressure.relieve_silent", timedelta(minutes=2), relieve_silent),
    ],
    personal_data=PERSONAL_DATA,
    retention=[
        Retention("催办、督办和吹哨", "长期；本人注销时删除所写内容", "诉求办理可追溯"),
    ],
)

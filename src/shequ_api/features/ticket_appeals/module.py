from datetime import timedelta

from shequ_api.base.events.facts import Clockwork
from shequ_api.base.registry import Module, Retention
from shequ_api.features.ticket_appeals.permissions import GRANTS, TicketAppealPermission
from shequ_api.features.ticket_appeals.personal import PERSONAL_DATA
from shequ_api.features.ticket_appeals.router import router
from shequ_api.features.ticket_appeals.service import tell_overdue

MODULE = Module(
    name="ticket_appeals",
    title="诉求复核",
    router=router,
    permissions=TicketAppealPermission,
    grants=GRANTS,
    permission_titles={TicketAppealPermission.DECIDE: "复核不予受理的诉求"},
    clockworks=[Clockwork("ticket_appeals.tell_overdue", timedelta(minutes=10), tell_overdue)],
    personal_data=PERSONAL_DATA,
    retention=[Retention("诉求复核", "长期", "说明不予受理后如何复核、由谁决定")],
)

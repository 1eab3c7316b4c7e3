from datetime import timedelta

from shequ_api.base.events.facts import Clockwork
from shequ_api.base.registry import Module, Retention
from shequ_api.features.ticket_clocks.jobs import tell_due
from shequ_api.features.ticket_clocks.personal import PERSONAL_DATA
from shequ_api.features.ticket_clocks.reactions import REACTIONS
from shequ_api.features.ticket_clocks.router import router

MODULE = Module(
    name="ticket_clocks",
    title="办理时限",
    router=router,
    reactions=REACTIONS,
    clockworks=[Clockwork("ticket_clocks.tell_due", timedelta(seconds=20), tell_due)],
    personal_data=PERSONAL_DATA,
    retention=[
        Retention("办理时限、暂停记录与时限规则", "长期；本人注销时删除所写说明", "诉求办理可追溯"),
    ],
)

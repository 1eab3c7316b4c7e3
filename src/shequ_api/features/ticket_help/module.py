from shequ_api.base.registry import Module, Retention
from shequ_api.features.ticket_help.helping import HelpsAlready
from shequ_api.features.ticket_help.personal import PERSONAL_DATA
from shequ_api.features.ticket_help.reactions import REACTIONS
from shequ_api.features.ticket_help.router import router
from shequ_api.features.ticket_help.states import END_TITLES

MODULE = Module(
    name="ticket_help",
    title="诉求协办",
    router=router,
    reactions=REACTIONS,
    constraints={"uq_ticket_helpers_open": HelpsAlready},
    personal_data=PERSONAL_DATA,
    retention=[Retention("诉求协办记录", "长期；本人注销时删除所写内容", "诉求办理可追溯")],
    words={"结束原因": END_TITLES},
)

from shequ_api.base.registry import Module, Retention
from shequ_api.features.ticket_routing.permissions import GRANTS, TicketRoutingPermission
from shequ_api.features.ticket_routing.personal import PERSONAL_DATA
from shequ_api.features.ticket_routing.reactions import REACTIONS
from shequ_api.features.ticket_routing.router import router

MODULE = Module(
    name="ticket_routing",
    title="诉求分派",
    router=router,
    permissions=TicketRoutingPermission,
    grants=GRANTS,
    permission_titles={
        TicketRoutingPermission.MANAGE: "制定分派规则",
        TicketRoutingPermission.VIEW: "查看分派规则和说明",
    },
    reactions=REACTIONS,
    personal_data=PERSONAL_DATA,
    retention=[Retention("分派规则与分派说明", "长期", "说明当时为何派给谁")],
)

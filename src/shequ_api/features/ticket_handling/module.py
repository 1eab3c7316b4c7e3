from shequ_api.base.registry import Module, Retention
from shequ_api.features.ticket_handling.day_work import DAY_WORK
from shequ_api.features.ticket_handling.permissions import GRANTS, TicketHandlingPermission
from shequ_api.features.ticket_handling.personal import PERSONAL_DATA
from shequ_api.features.ticket_handling.reactions import REACTIONS
from shequ_api.features.ticket_handling.router import router
from shequ_api.features.ticket_handling.times import TicketRuleJustChanged

MODULE = Module(
    name="ticket_handling",
    title="诉求流转",
    router=router,
    permissions=TicketHandlingPermission,
    grants=GRANTS,
    permission_titles={
        TicketHandlingPermission.ARBITRATE: "裁定诉求由谁办理",
        TicketHandlingPermission.SET_RULE: "制定诉求流转规则",
    },
    # A rule is one edition after another: two at once would be the same.
    constraints={"pk_ticket_rules": TicketRuleJustChanged},
    reactions=REACTIONS,
    personal_data=PERSONAL_DATA,
    day_work=DAY_WORK,
    retention=[Retention("诉求裁定与流转规则", "长期", "说明当时由谁裁定、按什么时限")],
)

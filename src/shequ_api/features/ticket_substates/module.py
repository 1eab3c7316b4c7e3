from shequ_api.base.registry import Module, Retention
from shequ_api.features.ticket_substates.permissions import GRANTS, TicketSubstatePermission
from shequ_api.features.ticket_substates.personal import PERSONAL_DATA
from shequ_api.features.ticket_substates.router import router
from shequ_api.features.ticket_substates.service.defining import SubstateCodeTaken

MODULE = Module(
    name="ticket_substates",
    title="诉求办理进展",
    router=router,
    permissions=TicketSubstatePermission,
    grants=GRANTS,
    permission_titles={
        TicketSubstatePermission.VIEW: "查看办理进展",
        TicketSubstatePermission.MANAGE: "设置办理进展",
    },
    constraints={"uq_ticket_substates_place_id_state_code": SubstateCodeTaken},
    personal_data=PERSONAL_DATA,
    retention=[
        Retention("办理进展", "长期；注销后不再显示姓名，所写说明删除", "诉求办理可追溯"),
    ],
)

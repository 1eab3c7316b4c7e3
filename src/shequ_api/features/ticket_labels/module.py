from shequ_api.base.registry import Module, Retention
from shequ_api.features.ticket_labels.permissions import GRANTS, TicketLabelPermission
from shequ_api.features.ticket_labels.personal import PERSONAL_DATA
from shequ_api.features.ticket_labels.router import router
from shequ_api.features.ticket_labels.service import LabelTaken

MODULE = Module(
    name="ticket_labels",
    title="诉求标签",
    router=router,
    permissions=TicketLabelPermission,
    grants=GRANTS,
    permission_titles={
        TicketLabelPermission.VIEW: "查看诉求标签",
        TicketLabelPermission.PUT: "为诉求贴标签",
        TicketLabelPermission.MANAGE: "设置诉求标签",
    },
    constraints={"uq_ticket_labels_live": LabelTaken},
    personal_data=PERSONAL_DATA,
    retention=[Retention("诉求标签", "长期；注销后不再显示姓名", "诉求归类与查找")],
)

from shequ_api.base.registry import Module, Retention
from shequ_api.features.ticket_twins.permissions import GRANTS, TwinPermission
from shequ_api.features.ticket_twins.personal import PERSONAL_DATA
from shequ_api.features.ticket_twins.reactions import REACTIONS
from shequ_api.features.ticket_twins.router import router
from shequ_api.features.ticket_twins.rules import SUPPORT_TITLES
from shequ_api.kit.errors import NotNow


class MergedMeanwhile(NotNow):
    """Two merged it at the same moment; the other was first."""

    code, title = "merged_meanwhile", "这件诉求刚刚已并入其他单"


MODULE = Module(
    name="ticket_twins",
    title="同类诉求",
    router=router,
    permissions=TwinPermission,
    grants=GRANTS,
    reactions=REACTIONS,
    constraints={"uq_ticket_merges_standing": MergedMeanwhile},
    personal_data=PERSONAL_DATA,
    retention=[
        Retention("附议与关注", "至本人取消或注销", "告知受影响的居民办理进展"),
        Retention("并单、拆单记录", "长期", "诉求办理可追溯"),
    ],
    words={"方式": SUPPORT_TITLES},
)

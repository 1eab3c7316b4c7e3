from shequ_api.base.registry import Module, Retention, timed
from shequ_api.features.ticket_limits.counting import forget_turns
from shequ_api.features.ticket_limits.permissions import GRANTS, LimitPermission
from shequ_api.features.ticket_limits.personal import PERSONAL_DATA
from shequ_api.features.ticket_limits.reactions import REACTIONS
from shequ_api.features.ticket_limits.router import router
from shequ_api.features.ticket_limits.service import AlreadyBlocked

TURN_DAYS = 2

MODULE = Module(
    name="ticket_limits",
    title="诉求提交限制",
    router=router,
    permissions=LimitPermission,
    grants=GRANTS,
    reactions=REACTIONS,
    constraints={"uq_ticket_blocks_ticket_id": AlreadyBlocked},
    personal_data=PERSONAL_DATA,
    retention=[
        timed("每日提交次数（不记录是谁）", TURN_DAYS, "防止滥用", forget_turns),
        Retention("提交限制与申诉", "长期；本人注销时删除所写内容", "说明限制的依据和申诉结果"),
    ],
)

from datetime import timedelta

from shequ_api.base.events.facts import Clockwork
from shequ_api.base.registry import Module, Retention
from shequ_api.features.ticket_followups.day_work import DAY_WORK
from shequ_api.features.ticket_followups.permissions import GRANTS, FollowupPermission
from shequ_api.features.ticket_followups.personal import PERSONAL_DATA
from shequ_api.features.ticket_followups.reactions import REACTIONS
from shequ_api.features.ticket_followups.router import router
from shequ_api.features.ticket_followups.rules import STEP_TITLES
from shequ_api.features.ticket_followups.sampling import DrawnAlready
from shequ_api.features.ticket_followups.visits import tell_overdue

MODULE = Module(
    name="ticket_followups",
    title="回访与抽检",
    router=router,
    permissions=FollowupPermission,
    grants=GRANTS,
    reactions=REACTIONS,
    clockworks=[Clockwork("ticket_followups.tell_overdue", timedelta(minutes=5), tell_overdue)],
    constraints={"uq_quality_samples_community_id_month": DrawnAlready},
    personal_data=PERSONAL_DATA,
    retention=[Retention("回访与抽检记录", "长期；本人注销时删除所写内容", "办理质量可追溯")],
    words={"步骤": STEP_TITLES},
    day_work=DAY_WORK,
)

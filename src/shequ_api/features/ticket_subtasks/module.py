from datetime import timedelta

from shequ_api.base.events.facts import Clockwork
from shequ_api.base.registry import Module, OpenWork, Retention
from shequ_api.features.ticket_subtasks.day_work import DAY_WORK
from shequ_api.features.ticket_subtasks.flow import STEP_TITLES
from shequ_api.features.ticket_subtasks.handover import in_hands, would_hang
from shequ_api.features.ticket_subtasks.overdue import tell_overdue
from shequ_api.features.ticket_subtasks.personal import PERSONAL_DATA
from shequ_api.features.ticket_subtasks.photo_holds import PHOTO_HOLDS
from shequ_api.features.ticket_subtasks.reactions import REACTIONS
from shequ_api.features.ticket_subtasks.router import router
from shequ_api.features.tickets.public import SETTLERS

MODULE = Module(
    name="ticket_subtasks",
    title="诉求子任务",
    router=router,
    reactions=REACTIONS,
    clockworks=[Clockwork("ticket_subtasks.overdue", timedelta(minutes=10), tell_overdue)],
    personal_data=PERSONAL_DATA,
    retention=[Retention("诉求子任务", "长期；本人注销时删除所写内容", "诉求办理可追溯")],
    photo_holds=PHOTO_HOLDS,
    words={"步骤": STEP_TITLES},
    open_work=[
        OpenWork(
            key="ticket_subtasks",
            title="未完成的诉求子任务",
            count=would_hang,
            of_person=in_hands,
            takers=SETTLERS,
        )
    ],
    day_work=DAY_WORK,
)

from datetime import timedelta

from shequ_api.base.events.facts import Clockwork
from shequ_api.base.registry import Module, Retention, timed
from shequ_api.features.inbox import expiring, matters
from shequ_api.features.inbox.personal import PERSONAL_DATA
from shequ_api.features.inbox.reactions import REACTIONS
from shequ_api.features.inbox.router import router

MODULE = Module(
    name="inbox",
    title="消息",
    router=router,
    reactions=REACTIONS,
    clockworks=[
        Clockwork("inbox.catch_up", timedelta(minutes=10), matters.catch_up),
        Clockwork("inbox.close_ended", timedelta(hours=1), matters.close_ended),
        Clockwork("inbox.forget_old", timedelta(minutes=10), expiring.forget_old),
    ],
    personal_data=PERSONAL_DATA,
    retention=[
        timed("消息", expiring.KEPT_DAYS, "告知本人待办与结果；逾期不再有用"),
        Retention("岗位待办（不含个人信息）", "办结后 180 天", "让后来任职的人也看到未办事项"),
    ],
)

from datetime import timedelta

from shequ_api.base.events.facts import Clockwork
from shequ_api.base.registry import Module
from shequ_api.base.wechat.hearing import forget_old
from shequ_api.base.wechat.push_router import router

MODULE = Module(
    name="wechat",
    title="微信消息推送",
    router=router,
    clockworks=[Clockwork("wechat.forget_old", timedelta(hours=1), forget_old)],
)

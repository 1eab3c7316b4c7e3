from datetime import timedelta

from shequ_api.base.events.facts import Clockwork, Errand, Reaction
from shequ_api.base.registry import Module, timed
from shequ_api.features.inbox.events import MessageTold
from shequ_api.features.notice_follow_up.events import NoticeReminded
from shequ_api.features.notices.events import NoticePublished
from shequ_api.features.subscription_messages import carrying, expiring
from shequ_api.features.subscription_messages.courier import carry_out
from shequ_api.features.subscription_messages.permissions import GRANTS, SubscriptionPermission
from shequ_api.features.subscription_messages.personal import PERSONAL_DATA
from shequ_api.features.subscription_messages.router import router
from shequ_api.features.subscription_messages.templates import KindCarriedAlready, TemplateTaken

MODULE = Module(
    name="subscription_messages",
    title="订阅消息",
    router=router,
    permissions=SubscriptionPermission,
    grants=GRANTS,
    withheld={SubscriptionPermission.MANAGE},
    reactions=[
        Reaction("subscription_messages.carry", MessageTold, carrying.carry_message),
        Reaction("subscription_messages.notice", NoticePublished, carrying.open_round),
        Reaction("subscription_messages.reminder", NoticeReminded, carrying.open_round),
    ],
    clockworks=[
        Clockwork("subscription_messages.forget_old", timedelta(minutes=10), expiring.forget_old),
    ],
    errands=[Errand("subscription_messages.carry_out", carry_out)],
    constraints={
        "uq_subscription_templates_wechat_template_id": TemplateTaken,
        "pk_subscription_kinds": KindCarriedAlready,
    },
    personal_data=PERSONAL_DATA,
    words={
        "答复": {"accept": "允许", "reject": "拒绝", "ban": "已关闭", "filter": "未显示"},
        "结果": {
            "waiting": "待发送",
            "sending": "发送中",
            "sent": "已发送",
            "unsure": "不确定是否送达",
            "refused": "被拒收",
            "no_credit": "没有可用的授权",
            "seen": "已在小程序内阅读",
            "unreachable": "没有可用的微信",
            "stale": "已过时",
            "failed": "未能送达",
        },
    },
    retention=[
        timed("订阅授权与微信推送记录", expiring.KEPT_DAYS, "一次授权只发送一次；逾期不再有用"),
    ],
)

from datetime import timedelta

from shequ_api.base.events.facts import Clockwork
from shequ_api.base.offering import Action, Head
from shequ_api.base.registry import Module, Retention
from shequ_api.features.redemptions.flow import STATE_TITLES, STEP_TITLES
from shequ_api.features.redemptions.permissions import GRANTS, LEVELS, RedemptionPermission
from shequ_api.features.redemptions.personal import PERSONAL_DATA
from shequ_api.features.redemptions.router import router as orders
from shequ_api.features.redemptions.rules import OUTCOME_TITLES, SETTLEMENT_TITLES
from shequ_api.features.redemptions.service.ending import expire, remind
from shequ_api.features.redemptions.stall_router import router as stalls
from shequ_api.kit.http.route import Router

routes = Router()
routes.include_router(orders)
routes.include_router(stalls)

MODULE = Module(
    name="redemptions",
    title="积分兑换",
    router=routes,
    permissions=RedemptionPermission,
    permission_titles={RedemptionPermission.OVERSEE: "查看辖区各摊位的兑换"},
    grants=GRANTS,
    levels=LEVELS,
    actions=[
        Action(
            key="redemptions.mine",
            head=Head.VIEW,
            title="我的兑换",
            operation="list_my_redemptions",
            permission=RedemptionPermission.REDEEM,
        )
    ],
    clockworks=[
        Clockwork("redemptions.expire", timedelta(minutes=1), expire),
        Clockwork("redemptions.remind", timedelta(minutes=10), remind),
    ],
    personal_data=PERSONAL_DATA,
    retention=[
        Retention("兑换记录", "长期；注销后不再显示姓名", "与合作伙伴结算的凭据，账目不可改动"),
        Retention("核销记录", "长期；注销后不再保留处理说明", "与合作伙伴结算、处理冲突的凭据"),
    ],
    words={
        "步骤": STEP_TITLES,
        "兑换状态": STATE_TITLES,
        "核销结果": OUTCOME_TITLES,
        "冲突处理": SETTLEMENT_TITLES,
    },
)

from datetime import timedelta

from shequ_api.base.events.facts import Clockwork, Reaction
from shequ_api.base.registry import Module, Retention
from shequ_api.features.ticket_unsealing import router, term_router
from shequ_api.features.ticket_unsealing.events import TicketSealEnded
from shequ_api.features.ticket_unsealing.expiring import end_seals, forget_owners
from shequ_api.features.ticket_unsealing.permissions import GRANTS, UnsealingPermission
from shequ_api.features.ticket_unsealing.personal import PERSONAL_DATA
from shequ_api.features.ticket_unsealing.rules import DEFAULT_DAYS, LEAST_DAYS, MOST_DAYS
from shequ_api.kit.http.route import Router

routes = Router()
routes.include_router(router.router)
routes.include_router(term_router.router)

MODULE = Module(
    name="ticket_unsealing",
    title="匿名诉求查实",
    router=routes,
    permissions=UnsealingPermission,
    grants=GRANTS,
    withheld={UnsealingPermission.OPEN, UnsealingPermission.SET_TERM},
    personal_data=PERSONAL_DATA,
    clockworks=[Clockwork("ticket_unsealing.end_seals", timedelta(minutes=10), end_seals)],
    reactions=[Reaction("ticket_unsealing.forget_owners", TicketSealEnded, forget_owners)],
    retention=[
        Retention("匿名诉求的查实记录", "长期", "说明谁、为何得知了匿名下单人"),
        Retention(
            "匿名诉求的下单人（加密封存）",
            f"诉求结束后 {DEFAULT_DAYS} 天，各区县可另定 {LEAST_DAYS} 至 {MOST_DAYS} 天；"
            "之后销毁，任何人不能再查实，本人也不能再找到",
            "涉及安全时依规查实，本人查看进展",
        ),
    ],
)

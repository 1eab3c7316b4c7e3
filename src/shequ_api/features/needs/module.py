from datetime import timedelta

from shequ_api.base.events.facts import Clockwork
from shequ_api.base.offering import Action, Head
from shequ_api.base.registry import Module, Retention
from shequ_api.features.needs.categories import CategoryOfAnother, is_open_category
from shequ_api.features.needs.permissions import GRANTS, NeedPermission
from shequ_api.features.needs.personal import PERSONAL_DATA
from shequ_api.features.needs.router import router
from shequ_api.features.needs.service import NeedDiffers, TicketPooledBefore, expire
from shequ_api.features.needs.writings import WRITINGS

MODULE = Module(
    name="needs",
    title="居民点单",
    router=router,
    permissions=NeedPermission,
    grants=GRANTS,
    clockworks=[Clockwork("needs.expire", timedelta(hours=1), expire)],
    actions=[
        Action(
            key="needs.place",
            head=Head.ORDER,
            title="我要点单",
            operation="place_need",
            permission=NeedPermission.PLACE,
            parameters=("place_id",),
            takes={"category_code": is_open_category},
        )
    ],
    constraints={
        "pk_needs": NeedDiffers,
        "pk_need_categories": CategoryOfAnother,
        "uq_needs_ticket_id": TicketPooledBefore,
    },
    personal_data=PERSONAL_DATA,
    writings=WRITINGS,
    retention=[Retention("点单", "长期；本人注销时删除所写内容", "供需对接可追溯")],
)

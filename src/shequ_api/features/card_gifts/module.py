from shequ_api.base.offering import Action, Head
from shequ_api.base.registry import Module, Retention, timed
from shequ_api.features.card_gifts.expiring import CLOCKWORKS, KEPT_DAYS, forget_tries
from shequ_api.features.card_gifts.permissions import (
    GRANTS,
    HELD_ONLY_AT,
    LEVELS,
    CardGiftPermission,
)
from shequ_api.features.card_gifts.personal import PERSONAL_DATA
from shequ_api.features.card_gifts.router import router

MODULE = Module(
    name="card_gifts",
    title="积分转赠",
    router=router,
    permissions=CardGiftPermission,
    grants=GRANTS,
    levels=LEVELS,
    held_only_at=HELD_ONLY_AT,
    clockworks=CLOCKWORKS,
    actions=[
        Action(
            key="card_gifts.give",
            head=Head.ORDER,
            title="转赠积分",
            operation="offer_card_gift",
            permission=CardGiftPermission.GIVE,
        )
    ],
    personal_data=PERSONAL_DATA,
    retention=[
        Retention("积分转赠记录", "长期；注销后不再显示姓名和留言", "账目不可改动"),
        timed("查找受赠人的记录", KEPT_DAYS, "防止试探他人姓名", forget_tries),
    ],
)

from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.events.facts import Clockwork
from shequ_api.base.offering import Action, Head
from shequ_api.base.registry import Module, Retention
from shequ_api.features.family_cards import queries
from shequ_api.features.family_cards.permissions import GRANTS, LEVELS, FamilyCardPermission
from shequ_api.features.family_cards.personal import PERSONAL_DATA
from shequ_api.features.family_cards.router import router
from shequ_api.features.family_cards.service import give_back, lock_card

CARDS_A_ROUND = 20


async def give_back_late(session: AsyncSession, now: datetime) -> None:
    """On a clock: what came back to a card after whoever paid it in had left."""
    owed = await session.execute(queries.owed().limit(CARDS_A_ROUND))
    for card_id, person_id in owed.all():
        await give_back(session, await lock_card(session, card_id), person_id, now=now)


MODULE = Module(
    name="family_cards",
    title="家庭卡",
    router=router,
    permissions=FamilyCardPermission,
    grants=GRANTS,
    levels=LEVELS,
    clockworks=[
        Clockwork("family_cards.give_back_late", timedelta(minutes=5), give_back_late),
    ],
    actions=[
        Action(
            key="family_cards.open",
            head=Head.ORDER,
            title="开通家庭卡",
            operation="open_family_card",
            permission=FamilyCardPermission.USE,
        )
    ],
    personal_data=PERSONAL_DATA,
    retention=[
        Retention("家庭卡邀请码", "10 分钟内有效，下次出示时替换", "让同住的人加入"),
        Retention("家庭卡成员与明细", "长期；注销后不再显示姓名", "账目不可改动"),
    ],
)

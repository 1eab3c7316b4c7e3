"""Freezing a card and thawing it: two people, and neither is its holder."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.base.events.facts import record
from shequ_api.base.people.humans import humans
from shequ_api.features.card_care.events import CardCareNews
from shequ_api.features.card_care.models import CardFreeze
from shequ_api.features.points.public import PointsCard, locked_cards, open_card
from shequ_api.features.points_alarms.public import AlarmState, PointsAlarm
from shequ_api.kit.errors import Forbidden, NotNow
from shequ_api.kit.ids import new_id


class AlarmNotConfirmed(NotNow):
    code, title = "alarm_not_confirmed", "预警核查确认异常后才能冻结幸福卡"


class CardFrozenAlready(NotNow):
    code, title = "card_frozen_already", "这张幸福卡已经冻结"


class CardThawedAlready(NotNow):
    code, title = "card_thawed_already", "这次冻结已经解除"


class OwnCardFreeze(Forbidden):
    """Merged accounts of one human being count as one."""

    code, title = "own_card_freeze", "不能冻结或解冻自己的幸福卡"


class FrozenByYourself(Forbidden):
    """Merged accounts of one human being count as one."""

    code, title = "frozen_by_yourself", "解冻须由冻结人以外的人办理"


async def freeze(
    session: AsyncSession,
    actor: Actor,
    alarm: PointsAlarm,
    *,
    other: bool,
    reason: str,
    now: datetime,
) -> CardFreeze:
    """Freeze the card of whom a confirmed alarm is about, or of the `other` whom it names."""
    if alarm.state != AlarmState.CONFIRMED:
        raise AlarmNotConfirmed
    opened = await open_card(
        session,
        person_id=alarm.other_id if other else alarm.person_id,
        district_id=alarm.district_id,
        now=now,
    )
    card = await _locked(session, opened.id)
    human = await humans(session, {actor.person_id, card.person_id})
    if human[actor.person_id] == human[card.person_id]:
        raise OwnCardFreeze
    if card.frozen_at is not None:
        raise CardFrozenAlready
    card.frozen_at = now
    made = CardFreeze(
        id=new_id(),
        city_id=alarm.city_id,
        district_id=alarm.district_id,
        subdistrict_id=alarm.subdistrict_id,
        community_id=alarm.community_id,
        card_id=card.id,
        alarm_id=alarm.id,
        reason=reason,
        frozen_by_id=actor.person_id,
        frozen_at=now,
    )
    session.add(made)
    _tell(session, card, "您的幸福卡已被冻结，暂不能支付、兑换或转赠，得分不受影响。", now=now)
    await session.flush()
    return made


async def thaw(
    session: AsyncSession, actor: Actor, frozen: CardFreeze, *, reason: str, now: datetime
) -> CardFreeze:
    """Thaw a card; not by who froze it."""
    card = await _locked(session, frozen.card_id)
    human = await humans(session, {actor.person_id, card.person_id, frozen.frozen_by_id})
    if human[actor.person_id] == human[card.person_id]:
        raise OwnCardFreeze
    if human[actor.person_id] == human[frozen.frozen_by_id]:
        raise FrozenByYourself
    await session.refresh(frozen)
    if frozen.thawed_at is not None:
        raise CardThawedAlready
    card.frozen_at = None
    frozen.thawed_at, frozen.thawed_by_id, frozen.thaw_reason = now, actor.person_id, reason
    _tell(session, card, "您的幸福卡已解冻，可以正常使用。", now=now)
    await session.flush()
    return frozen


async def _locked(session: AsyncSession, card_id: UUID) -> PointsCard:
    """Its lock: of two who freeze or thaw one comes after the other."""
    rows = locked_cards({card_id}).execution_options(populate_existing=True)
    return (await session.scalars(rows)).one()


def _tell(session: AsyncSession, card: PointsCard, news: str, *, now: datetime) -> None:
    fact = CardCareNews(
        subject_id=card.id, district_id=card.district_id, person_id=card.person_id, news=news
    )
    record(session, fact, now=now)


async def card_by_number(
    session: AsyncSession, number: str, district_id: UUID | None
) -> PointsCard | None:
    """A card of a district."""
    this = (PointsCard.number == number, PointsCard.district_id == district_id)
    found: PointsCard | None = await session.scalar(select(PointsCard).where(*this))
    return found

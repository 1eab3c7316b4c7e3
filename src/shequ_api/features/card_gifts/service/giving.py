"""Offering a gift: what holds is looked at under the locks of both people's rows."""

from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.events.facts import record
from shequ_api.base.identity.ages import age_of
from shequ_api.base.identity.levels import standing_of as known_of
from shequ_api.base.people.humans import humans
from shequ_api.base.people.queries import survivor_of
from shequ_api.base.places.models import Place
from shequ_api.base.residency.queries import home_community_of
from shequ_api.features.card_gifts import queries
from shequ_api.features.card_gifts.events import CardGiftNews
from shequ_api.features.card_gifts.models import CardGift
from shequ_api.features.card_gifts.refusals import (
    CardTooNew,
    GiftInCircle,
    GiftResting,
    GiftSizeUnfit,
    GiftsOff,
    GiftToYourself,
    GiverAgeUnknown,
    GiverCapReached,
    GiverHomeless,
    GiverNotKnownEnough,
    GiverTooYoung,
    ReceiverCapReached,
    ReceiverNotKnownEnough,
)
from shequ_api.features.card_gifts.rules import (
    GiftState,
    GiftTerms,
    answer_by,
    day_begins,
    month_begins,
)
from shequ_api.features.content_checks.public import refuse_unfit
from shequ_api.features.points.public import PointsCard, hold_on_card, open_card
from shequ_api.features.points_lots.public import coming_of, standing_of
from shequ_api.kit.clock import china_date, china_midnight
from shequ_api.kit.ids import new_id

OFFERED = "有居民向您转赠 {} 积分，请在期限内接收。"


async def offer(
    session: AsyncSession,
    giver_id: UUID,
    receiver_id: UUID,
    district_id: UUID,
    *,
    amount_points: int,
    message: str | None,
    now: datetime,
) -> CardGift:
    """Hold points of the giver's card for the receiver until they answer."""
    receiver_id = await survivor_of(session, receiver_id)
    if receiver_id == giver_id:
        raise GiftToYourself
    terms = await _terms(session, district_id, amount_points, now)
    community = await _home(session, giver_id, district_id, china_date(now))
    if message is not None:
        await refuse_unfit(session, message, community)
    await _refuse_unknown(session, giver_id, receiver_id, terms, now=now)
    await humans(session, {giver_id, receiver_id}, lock=True)
    card = await open_card(session, person_id=giver_id, district_id=district_id, now=now)
    taker = await open_card(session, person_id=receiver_id, district_id=district_id, now=now)
    await _refuse_excess(session, giver_id, receiver_id, district_id, terms, amount_points, now=now)
    await _refuse_resting(session, card, terms, amount_points, now=now)
    gift = CardGift(
        id=new_id(),
        district_id=district_id,
        community_id=community.id,
        giver_id=giver_id,
        receiver_id=receiver_id,
        amount_points=amount_points,
        message=message,
        state=GiftState.OFFERED,
        offered_at=now,
        answer_by=answer_by(terms, await _first_over(session, card, now), now),
    )
    gift.hold_id = await hold_on_card(
        session,
        person_id=giver_id,
        district_id=district_id,
        amount_points=amount_points,
        to_account_id=taker.account_id,
        key=f"card_gift/{gift.id}",
        expires_at=gift.answer_by,
        now=now,
    )
    session.add(gift)
    tell(session, gift, receiver_id, OFFERED.format(amount_points), now=now)
    await session.flush()
    return gift


def tell(
    session: AsyncSession, gift: CardGift, person_id: UUID, news: str, *, now: datetime
) -> None:
    """Let one of the two know."""
    fact = CardGiftNews(
        subject_id=gift.id, district_id=gift.district_id, person_id=person_id, news=news
    )
    record(session, fact, now=now)


async def _terms(
    session: AsyncSession, district_id: UUID, amount_points: int, now: datetime
) -> GiftTerms:
    terms = await queries.terms_in(session, district_id, now)
    if terms is None:
        raise GiftsOff
    if not terms.least_points <= amount_points <= terms.most_points:
        raise GiftSizeUnfit(least_points=terms.least_points, most_points=terms.most_points)
    return terms


async def _home(session: AsyncSession, giver_id: UUID, district_id: UUID, on: date) -> Place:
    home = home_community_of(giver_id, on).scalar_subquery()
    community: Place | None = await session.scalar(select(Place).where(Place.id == home))
    if community is None or community.district_id != district_id:
        raise GiverHomeless
    return community


async def _refuse_unknown(
    session: AsyncSession, giver_id: UUID, receiver_id: UUID, terms: GiftTerms, *, now: datetime
) -> None:
    if (await known_of(session, giver_id, now)).level < terms.least_level:
        raise GiverNotKnownEnough(needed_level=terms.least_level)
    if (await known_of(session, receiver_id, now)).level < terms.least_level:
        raise ReceiverNotKnownEnough
    await _refuse_young(session, giver_id, terms, now=now)


async def _refuse_young(
    session: AsyncSession, giver_id: UUID, terms: GiftTerms, *, now: datetime
) -> None:
    age = await age_of(session, giver_id, now)
    if age is not None and age < terms.minimum_age:
        raise GiverTooYoung(
            f"年满 {terms.minimum_age} 周岁才可以转赠积分", minimum_age=terms.minimum_age
        )
    if age is None and not terms.unknown_age_gives:
        raise GiverAgeUnknown(minimum_age=terms.minimum_age)


async def _refuse_excess(
    session: AsyncSession,
    giver_id: UUID,
    receiver_id: UUID,
    district_id: UUID,
    terms: GiftTerms,
    amount: int,
    *,
    now: datetime,
) -> None:
    """Both people's rows are locked: what is counted stays so."""
    since = now - timedelta(days=terms.circle_days)
    # Of none, even what crosses this request, and so is later than its `now`, is no circle.
    back = terms.circle_days and await session.scalar(queries.gave_to(receiver_id, giver_id, since))
    if back:
        raise GiftInCircle(circle_days=terms.circle_days)
    begun = (day_begins(now), month_begins(now))
    given = await queries.sums(session, CardGift.giver_id, giver_id, district_id, *begun)
    caps = (terms.giver_day_points, terms.giver_month_points)
    for per, counted, cap in zip(("day", "month"), given, caps, strict=True):
        if counted + amount > cap:
            raise GiverCapReached(per=per, cap_points=cap, counted_points=counted)
    got = await queries.sums(session, CardGift.receiver_id, receiver_id, district_id, *begun)
    caps = (terms.receiver_day_points, terms.receiver_month_points)
    if any(counted + amount > cap for counted, cap in zip(got, caps, strict=True)):
        raise ReceiverCapReached


async def _refuse_resting(
    session: AsyncSession, card: PointsCard, terms: GiftTerms, amount: int, *, now: datetime
) -> None:
    """A card that is new gives nothing, and of any other what came as a gift stays a while."""
    if now < card.opened_at + timedelta(days=terms.opened_days):
        raise CardTooNew(opened_days=terms.opened_days)
    if not terms.rest_days:
        return
    since = now - timedelta(days=terms.rest_days)
    resting = await queries.received_since(session, card.person_id, card.district_id, since)
    if resting:
        standing = await standing_of(session, card.account_id, now)
        giveable = max(0, standing.available - resting)
        if amount > giveable:
            raise GiftResting(giveable_points=giveable)


async def _first_over(session: AsyncSession, card: PointsCard, now: datetime) -> datetime | None:
    """The midnight after which the first points of a card are over."""
    coming = await coming_of(session, card.account_id, now)
    return china_midnight(coming[0].expires_on + timedelta(days=1)) if coming else None

"""Asking for a credit, and withdrawing what was asked for."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.base.events.facts import record
from shequ_api.base.files.service import own_photos
from shequ_api.base.people.humans import humans
from shequ_api.base.people.models import Person
from shequ_api.base.places.models import Place
from shequ_api.base.residency.queries import live_together
from shequ_api.features.manual_credits import queries
from shequ_api.features.manual_credits.events import ManualCreditAsked
from shequ_api.features.manual_credits.models import ManualCredit, ManualCreditPhoto
from shequ_api.features.manual_credits.rules import CreditReason, CreditState
from shequ_api.features.manual_credits.service.closing import (
    ReceiverLimitReached,
    close,
    facts_of,
    locked_pending,
)
from shequ_api.kit.clock import china_date
from shequ_api.kit.errors import Forbidden, Malformed, NotNow
from shequ_api.kit.ids import new_id


class ReceiverIsAsker(Malformed):
    """Merged accounts of one human being count as one."""

    code, title = "receiver_is_asker", "不能为本人申请补发积分"


class ReceiverInHousehold(Malformed):
    """As far as it is known who lives where."""

    code, title = "receiver_in_household", "不能为同住的人申请补发积分"


class ReceiverGone(NotNow):
    code, title = "receiver_gone", "该账号已停用或注销"


class AskerLimitReached(NotNow):
    """Facts: `limit_points`, `counted_points`."""

    code, title = "asker_limit_reached", "超过您每日可申请补发的积分"


class NotYourCredit(Forbidden):
    code, title = "not_your_credit", "只有申请人可以撤回"


async def ask(
    session: AsyncSession,
    actor: Actor,
    community: Place,
    receiver: Person,
    *,
    amount_points: int,
    reason: CreditReason,
    note: str,
    reference: str | None,
    photo_ids: Sequence[UUID],
    now: datetime,
) -> ManualCredit:
    """Ask that somebody get points of a community. Nothing moves until another person approves.

    What is asked for takes room under the limits from now on.
    """
    await _refuse(session, actor, receiver, now=now)
    credit = ManualCredit(
        id=new_id(),
        city_id=community.city_id,
        district_id=community.district_id,
        subdistrict_id=community.subdistrict_id,
        community_id=community.id,
        person_id=receiver.id,
        amount_points=amount_points,
        reason=reason,
        note=note,
        reference=reference,
        state=CreditState.PENDING,
        asked_by_id=actor.person_id,
        asked_on=china_date(now),
        asked_at=now,
    )
    await _refuse_excess(session, credit)
    session.add(credit)
    await session.flush()
    session.add_all(
        ManualCreditPhoto(credit_id=credit.id, file_id=photo.id, district_id=credit.district_id)
        for photo in await own_photos(session, actor.person_id, photo_ids)
    )
    record(session, ManualCreditAsked(**facts_of(credit)), now=now)
    await session.flush()
    return credit


async def _refuse(session: AsyncSession, actor: Actor, receiver: Person, *, now: datetime) -> None:
    if receiver.id == actor.person_id:
        raise ReceiverIsAsker
    if receiver.disabled_at is not None:
        raise ReceiverGone
    if await live_together(session, actor.person_id, receiver.id, china_date(now)):
        raise ReceiverInHousehold


async def _refuse_excess(session: AsyncSession, credit: ManualCredit) -> None:
    """The rows of both people are locked in the order of their ids: what is counted stays so."""
    limits = await queries.limits_in(session, credit.district_id)
    await humans(session, {credit.person_id, credit.asked_by_id}, lock=True)
    received = await queries.counted_for_receiver(session, credit, credit.asked_on, waiting=True)
    if received + credit.amount_points > limits.per_receiver_month:
        raise ReceiverLimitReached(limit_points=limits.per_receiver_month, counted_points=received)
    asked = await queries.counted_for_asker(session, credit)
    if asked + credit.amount_points > limits.per_asker_day:
        raise AskerLimitReached(limit_points=limits.per_asker_day, counted_points=asked)


async def withdraw(
    session: AsyncSession, actor: Actor, credit: ManualCredit, *, now: datetime
) -> ManualCredit:
    """Take back what one asked for, before anybody decided. Once more changes nothing."""
    human = await humans(session, {actor.person_id, credit.asked_by_id})
    if human[actor.person_id] != human[credit.asked_by_id]:
        raise NotYourCredit
    await session.refresh(credit, with_for_update=True)
    if credit.state != CreditState.WITHDRAWN:
        locked_pending(credit)
        close(session, credit, CreditState.WITHDRAWN, actor.person_id, None, now=now)
        await session.flush()
    return credit

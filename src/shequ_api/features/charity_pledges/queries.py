"""Reads of pledges, shares and their postings."""

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, exists, func, literal, or_, select

from shequ_api.base.access.actor import Actor
from shequ_api.base.people.models import Person
from shequ_api.features.charity.public import Pool
from shequ_api.features.charity_pledges.models import (
    IncomeShare,
    PledgePosting,
    SharePosting,
    UnitPledge,
)
from shequ_api.features.partners.public import Partner, represented
from shequ_api.kit.clock import china_date
from shequ_api.kit.statements import built_once

Rows = Select[*tuple[Any, ...]]
Rule = type[UnitPledge] | type[IncomeShare]


def mine(actor: Actor, model: Any) -> ColumnElement[bool]:
    """The rules of the partner for which the actor stands; pledges of their own points, too."""
    partner = exists().where(Partner.id == model.partner_id, represented(actor))
    own: ColumnElement[bool] = partner
    return or_(UnitPledge.giver_id == actor.person_id, own) if model is UnitPledge else own


def partner_represented(actor: Actor) -> Select[Partner]:
    """The partner for which the actor stands, if there is one."""
    return select(Partner).where(represented(actor))


def pledged_in_month(person_id: UUID, now: datetime) -> Select[int]:
    """What somebody's pledges have given in this month in China, ended ones too."""
    month = china_date(now).replace(day=1)
    given = func.coalesce(func.sum(UnitPledge.month_points), 0)
    return select(given).where(UnitPledge.giver_id == person_id, UnitPledge.month == month)


@built_once
def pledge_lines() -> Rows:
    """Unit pledges with their pools."""
    return select(UnitPledge.__table__, Pool.title.label("pool_title")).join(
        Pool, Pool.id == UnitPledge.pool_id
    )


@built_once
def share_lines() -> Rows:
    """Income shares with their pools."""
    return select(IncomeShare.__table__, Pool.title.label("pool_title")).join(
        Pool, Pool.id == IncomeShare.pool_id
    )


def pledge_postings(pledge_id: UUID) -> Rows:
    """What facts came to by a pledge."""
    return select(PledgePosting.__table__).where(PledgePosting.pledge_id == pledge_id)


def share_postings(share_id: UUID) -> Rows:
    """What sales and refunds came to by a share."""
    return select(SharePosting.__table__).where(SharePosting.share_id == share_id)


def in_force(model: Any, now: datetime) -> ColumnElement[bool]:
    """Rules that hold at an instant."""
    lasting: ColumnElement[bool] = model.ended_at.is_(None) & or_(
        model.ends_at.is_(None), model.ends_at > now
    )
    return lasting


def counting(giver_id: UUID, *conditions: ColumnElement[bool]) -> Select[UnitPledge]:
    """A person's pledges under lock, in the order of their ids, while their pools are open. The
    person's row comes first, as with whoever merges accounts."""
    giver = select(Person.id).where(Person.id == giver_id)
    locked = giver.with_for_update(read=True, key_share=True).cte("giver")
    return (
        select(UnitPledge)
        .join(locked, locked.c.id == UnitPledge.giver_id)
        .join(Pool, Pool.id == UnitPledge.pool_id)
        .where(*conditions, Pool.closed_at.is_(None))
        .order_by(UnitPledge.id)
        .with_for_update(of=UnitPledge)
        .execution_options(populate_existing=True)
    )


def lapsed(model: Any, whose: ColumnElement[bool], now: datetime) -> Select[Any]:
    """Somebody's rules whose time is over, and that nobody has marked as ended."""
    return select(model).where(whose, model.ended_at.is_(None), model.ends_at <= now)


def posted(model: Any, rule: ColumnElement[bool], subject_id: UUID) -> Select[Any]:
    """What a subject has come to already."""
    return select(model).where(rule, model.subject_id == subject_id)


def held(model: Any, partner_id: UUID) -> Select[Any]:
    """All rules of a partner under lock, in the order of their ids."""
    mine = select(model).where(model.partner_id == partner_id).order_by(model.id)
    return mine.with_for_update(of=model).execution_options(populate_existing=True)


def pools_of(pool_ids: Collection[UUID]) -> Select[Pool]:
    """Pools as they are now."""
    found = select(Pool).where(Pool.id.in_(pool_ids))
    return found.execution_options(populate_existing=True)


def posted_before(rule: UnitPledge | IncomeShare, abouts: Collection[UUID]) -> Select[UUID, bool]:
    """Sales and refunds that were posted each by itself, as it was once."""
    if isinstance(rule, IncomeShare):
        shared = select(SharePosting.subject_id, SharePosting.refund)
        return shared.where(SharePosting.share_id == rule.id, SharePosting.subject_id.in_(abouts))
    counted = select(PledgePosting.subject_id, literal(value=False))
    return counted.where(PledgePosting.pledge_id == rule.id, PledgePosting.subject_id.in_(abouts))

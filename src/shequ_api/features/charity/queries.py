"""Reads of pools, donations and thanks."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, Update, case, func, select, text, update
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.people.models import Person
from shequ_api.blocks.ledger.models import Account
from shequ_api.features.charity.models import UNFOLDED, Donation, Pool, Supporter, Thanks
from shequ_api.features.charity.rules import GENERAL
from shequ_api.features.content_checks.public import ContentState, state_of
from shequ_api.kit.statements import built_once

Rows = Select[*tuple[Any, ...]]
CHECKED_AS = "charity_donation"
GAVE = text("given_points > 0")
"""As a partial index of supporters says it."""
POOL = (
    *(Pool.id, Pool.community_id, Pool.purpose, Pool.title, Pool.what_for, Pool.goal_points),
    *(Pool.opened_at, Pool.closes_at, Pool.closed_at, Pool.close_reason),
    *(Pool.granted_points, Pool.households_helped),
)


def general_pool_of(community_id: UUID) -> Select[Pool]:
    """The pool that takes what is given to a community for no named purpose."""
    return select(Pool).where(Pool.community_id == community_id, Pool.purpose == GENERAL)


def given_since(donor_id: UUID, district_id: UUID, since: datetime) -> Select[int]:
    """What somebody gave to pools of a district since an instant."""
    total = select(func.coalesce(func.sum(Donation.amount_points), 0))
    return total.where(
        Donation.donor_id == donor_id,
        Donation.district_id == district_id,
        Donation.donated_at >= since,
    )


def _supporters(counted: Any, whose: Any) -> Any:
    """How many there are: those that the pool's own count has, and those not in step with it."""
    more = func.coalesce(func.sum(case((Supporter.given_points > 0, 1), else_=-1)), 0)
    unfolded = select(more).where(Supporter.pool_id == Pool.id, whose.is_not(None), UNFOLDED)
    return counted + unfolded.correlate(Pool).scalar_subquery()


@built_once
def pool_lines() -> Rows:
    """Pools with their balances (what is set aside for households included) and all that was given
    to them, by whatever way: what is there and what reached households, but for what went between
    pools. Nothing is summed up for it, however many gave."""
    given = Account.balance + Pool.granted_points - Pool.rests_points
    return (
        select(
            *POOL,
            Account.balance.label("balance_points"),
            given.label("donated_points"),
            _supporters(Pool.people_counted, Supporter.person_id).label("donors"),
            _supporters(Pool.partners_counted, Supporter.partner_id).label("partners"),
        )
        .select_from(Pool)
        .join(Account, Account.id == Pool.account_id)
    )


def general_balance(community_id: Any) -> Rows:
    """A community's general pool and its balance, for those who scan a code."""
    return (
        select(Pool.id, Pool.title, Account.balance)
        .join(Account, Account.id == Pool.account_id)
        .where(Pool.community_id == community_id, Pool.purpose == GENERAL)
    )


def _checked() -> ColumnElement[str]:
    """What came of checking what was written beside a gift."""
    return state_of(CHECKED_AS, Donation.id)


def donation_lines(pool_id: UUID) -> Rows:
    """What people gave to a pool, their names not yet masked; what they wrote once it passed."""
    return (
        select(
            Donation.id,
            Donation.anonymous,
            Donation.amount_points,
            case((_checked() == ContentState.PASS, Donation.message)).label("message"),
            Donation.donated_at,
            Person.name,
        )
        .join(Person, Person.id == Donation.donor_id)
        .where(Donation.pool_id == pool_id)
    )


def donors_behind(donations: list[UUID]) -> Rows:
    """Who is to be shown as having given these."""
    return (
        select(Donation.id, Donation.anonymous, Person.name)
        .join(Person, Person.id == Donation.donor_id)
        .where(Donation.id.in_(donations))
    )


async def accounts_of(session: AsyncSession, person_id: UUID) -> list[UUID]:
    """A person's account, and those that were merged into it."""
    merged = select(Person.id).where(Person.merged_into_id == person_id).order_by(Person.id)
    return [person_id, *await session.scalars(merged)]


def gifts_of(accounts: Sequence[UUID]) -> Rows:
    """What was given by accounts of one person, with the pools, and the latest thanks since then.
    Of one account they are read in their order out of its index."""
    return (
        select(
            Donation.id,
            Donation.pool_id,
            Pool.title.label("pool_title"),
            Donation.amount_points,
            Donation.anonymous,
            Donation.message,
            case((Donation.message.is_not(None), _checked())).label("message_state"),
            Donation.donated_at,
            Pool.granted_points,
            Pool.households_helped,
            Pool.closed_at,
            Pool.close_reason,
            _latest_thanks(Donation.pool_id, Donation.donated_at, Donation).label("thanks"),
        )
        .join(Pool, Pool.id == Donation.pool_id)
        .where(_given_by(accounts))
    )


def _given_by(accounts: Sequence[UUID]) -> ColumnElement[bool]:
    if len(accounts) == 1:
        return Donation.donor_id == accounts[0]
    return Donation.donor_id.in_(accounts)


def pools_supported_by(person_id: UUID) -> Rows:
    """The pools to which a person gave, all that they gave by whatever way, and the latest thanks
    since they first did."""
    shown = ("id", "pool_id", "given_points", "gifts", "first_gave_at", "last_gave_at")
    return (
        select(
            *(getattr(Supporter, name) for name in shown),
            Pool.title.label("pool_title"),
            *(Pool.granted_points, Pool.households_helped, Pool.closed_at, Pool.close_reason),
            _latest_thanks(Supporter.pool_id, Supporter.first_gave_at, Supporter).label("thanks"),
        )
        .join(Pool, Pool.id == Supporter.pool_id)
        .where(Supporter.person_id == person_id, GAVE)
    )


def _latest_thanks(pool_id: Any, since: Any, beside: Any) -> Any:
    words = select(Thanks.words).where(Thanks.pool_id == pool_id, Thanks.thanked_at >= since)
    latest = words.order_by(Thanks.thanked_at.desc(), Thanks.id.desc()).limit(1)
    return latest.correlate(beside).scalar_subquery()


def unfolded_pools() -> Select[UUID]:
    """Pools whose own count is not in step, but for those that somebody holds."""
    some = select(Supporter.pool_id).where(UNFOLDED)
    free = select(Pool.id).where(Pool.id.in_(some)).order_by(Pool.id)
    return free.with_for_update(skip_locked=True, key_share=True)


def unfolded_supporters(pools: Collection[UUID], most: int) -> Rows:
    """Some supporters of pools that are not in step, but for those that somebody holds."""
    person, gave = Supporter.person_id.is_not(None), Supporter.given_points > 0
    some = select(
        Supporter.id, Supporter.pool_id, person.label("is_person"), gave.label("gave")
    ).where(Supporter.pool_id.in_(pools), UNFOLDED)
    return some.limit(most).with_for_update(skip_locked=True, key_share=True)


def thanks_to(pool_id: UUID) -> Rows:
    """What donors of a pool were told."""
    return select(Thanks.id, Thanks.words, Thanks.thanked_at).where(Thanks.pool_id == pool_id)


def due_to_close(now: datetime, most: int) -> Select[Pool]:
    """Pools whose time is over; those that somebody is closing are left to them."""
    over = select(Pool).where(Pool.closed_at.is_(None), Pool.closes_at <= now)
    some = over.order_by(Pool.closes_at, Pool.id).limit(most)
    return some.with_for_update(skip_locked=True).execution_options(populate_existing=True)


def with_rests(most: int) -> Select[Pool]:
    """Closed pools in which something is free: a grant that came to nothing, a late gift."""
    return (
        select(Pool)
        .join(Account, Account.id == Pool.account_id)
        .where(Pool.closed_at.is_not(None), Account.balance > Account.held)
        .order_by(Pool.id)
        .limit(most)
        .with_for_update(skip_locked=True, of=Pool)
        .execution_options(populate_existing=True)
    )


def moved_on(pool_id: UUID, points: int) -> Update:
    """Note what came into a pool from another, or went there."""
    moved = Pool.rests_points + points
    return update(Pool).where(Pool.id == pool_id).values(rests_points=moved)

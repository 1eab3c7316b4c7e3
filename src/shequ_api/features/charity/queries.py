"""Reads of pools, donations and thanks."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, Update, func, or_, select, update

from shequ_api.base.people.models import Person
from shequ_api.blocks.ledger.models import Account
from shequ_api.features.charity.models import Donation, Pool, Thanks
from shequ_api.features.charity.rules import GENERAL

Rows = Select[*tuple[Any, ...]]
POOL = (
    *(Pool.id, Pool.community_id, Pool.purpose, Pool.title, Pool.what_for, Pool.goal_points),
    *(Pool.opened_at, Pool.closes_at, Pool.closed_at, Pool.close_reason),
    *(Pool.granted_points, Pool.households_helped),
)


def general_pool_of(community_id: UUID) -> Select[Pool]:
    """The pool that takes what is given to a community for no named purpose."""
    return select(Pool).where(Pool.community_id == community_id, Pool.purpose == GENERAL)


def _donors() -> Any:
    """How many people gave: of accounts that were merged there is one."""
    person = func.coalesce(Person.merged_into_id, Person.id)
    people = select(func.count(person.distinct())).select_from(Donation)
    gave = people.join(Person, Person.id == Donation.donor_id)
    return gave.where(Donation.pool_id == Pool.id).correlate(Pool).scalar_subquery()


def pool_lines(*conditions: ColumnElement[bool]) -> Rows:
    """Pools with their balances (what is set aside for households included) and all that was given
    to them, by whatever way: what is there and what reached households, but for what went between
    pools. Nothing is summed up for it, however many gave."""
    given = Account.balance + Pool.granted_points - Pool.rests_points
    return (
        select(
            *POOL,
            Account.balance.label("balance_points"),
            given.label("donated_points"),
            _donors().label("donors"),
        )
        .select_from(Pool)
        .join(Account, Account.id == Pool.account_id)
        .where(*conditions)
    )


def general_balance(community_id: UUID) -> Rows:
    """A community's general pool and its balance, for those who scan a code."""
    return (
        select(Pool.id, Pool.title, Account.balance)
        .join(Account, Account.id == Pool.account_id)
        .where(Pool.community_id == community_id, Pool.purpose == GENERAL)
    )


def donation_lines(pool_id: UUID) -> Rows:
    """What people gave to a pool, their names not yet masked."""
    return (
        select(
            Donation.id,
            Donation.anonymous,
            Donation.amount_points,
            Donation.message,
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


def gifts_of(person_id: UUID) -> Rows:
    """What a person gave, by whatever account that is theirs now, with the pools, and the latest
    thanks since then."""
    merged = select(Person.id).where(Person.merged_into_id == person_id)
    since = Thanks.pool_id == Donation.pool_id, Thanks.thanked_at >= Donation.donated_at
    latest = select(Thanks.words).where(*since).order_by(Thanks.thanked_at.desc(), Thanks.id.desc())
    return (
        select(
            Donation.id,
            Donation.pool_id,
            Pool.title.label("pool_title"),
            Donation.amount_points,
            Donation.anonymous,
            Donation.message,
            Donation.donated_at,
            Pool.granted_points,
            Pool.households_helped,
            Pool.closed_at,
            Pool.close_reason,
            latest.limit(1).correlate(Donation).scalar_subquery().label("thanks"),
        )
        .join(Pool, Pool.id == Donation.pool_id)
        .where(or_(Donation.donor_id == person_id, Donation.donor_id.in_(merged)))
    )


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

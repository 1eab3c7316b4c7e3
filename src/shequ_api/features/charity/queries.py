"""Reads of pools and donations."""

from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, select

from shequ_api.base.people.models import Person
from shequ_api.blocks.ledger.models import Account
from shequ_api.features.charity.models import Donation, Pool
from shequ_api.features.charity.rules import GENERAL

Rows = Select[*tuple[Any, ...]]


def general_pool_of(community_id: UUID) -> Select[Pool]:
    """The pool that takes what is given to a community for no named purpose."""
    return select(Pool).where(Pool.community_id == community_id, Pool.purpose == GENERAL)


def _given(value: ColumnElement[Any]) -> Any:
    return select(value).where(Donation.pool_id == Pool.id).correlate(Pool).scalar_subquery()


def pool_lines(*conditions: ColumnElement[bool]) -> Rows:
    """Pools with their balances and what was given to them. Pools hold nothing aside."""
    given = func.coalesce(func.sum(Donation.amount_points), 0)
    return (
        select(
            Pool.id,
            Pool.community_id,
            Pool.purpose,
            Pool.title,
            Pool.opened_at,
            Account.balance.label("balance_points"),
            _given(given).label("donated_points"),
            _given(func.count(Donation.donor_id.distinct())).label("donors"),
        )
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
    """The open ledger of a pool, its donors' names not yet masked."""
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

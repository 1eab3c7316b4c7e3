"""Reads of the ledgers in the actor's scope. Their rows lie in districts."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, select

from shequ_api.base.access.actor import Actor, in_scope
from shequ_api.base.places.models import Place, PlaceKind
from shequ_api.blocks.ledger.models import Account, Ledger, Transfer
from shequ_api.blocks.ledger.proof_models import Proof, ProofLine
from shequ_api.kit.clock import china_midnight

Rows = Select[*tuple[Any, ...]]


def districts_in_scope(actor: Actor) -> Select[UUID]:
    """The districts whose ledgers lie in scope: none for whoever is posted below one."""
    return select(Place.id).where(Place.kind == PlaceKind.DISTRICT, in_scope(actor, Place))


def proofs() -> Rows:
    """All proofs: they are of all districts, and tell the amounts of none."""
    return select(*Proof.__table__.columns)


def proof_lines(proof: Proof, actor: Actor) -> Select[ProofLine]:
    """A proof's trial balance, of the districts in scope."""
    mine = (ProofLine.proof_id == proof.id, ProofLine.district_id.in_(districts_in_scope(actor)))
    order = (ProofLine.district_id, ProofLine.ledger, ProofLine.kind)
    return select(ProofLine).where(*mine).order_by(*order)


def standing_now(actor: Actor) -> Rows:
    """What all accounts of each kind in scope have, and hold aside."""
    group = (Account.district_id, Account.ledger, Account.kind)
    sums = (
        func.count().label("accounts"),
        func.sum(Account.balance).label("balance"),
        func.sum(Account.held).label("held"),
    )
    mine = Account.district_id.in_(districts_in_scope(actor))
    return select(*group, *sums).where(mine).group_by(*group).order_by(*group)


def accounts_in_scope(actor: Actor, *conditions: ColumnElement[bool]) -> Rows:
    """Accounts, by whose noun and not by whose name."""
    columns = (Account.id, Account.ledger, Account.district_id, Account.kind, Account.owner_key)
    more = (Account.floor, Account.balance, Account.held, Account.opened_at, Account.moved_at)
    mine = Account.district_id.in_(districts_in_scope(actor))
    return select(*columns, *more).where(mine, *conditions)


def account_in_scope(actor: Actor, account_id: UUID) -> Select[Account]:
    mine = Account.district_id.in_(districts_in_scope(actor))
    return select(Account).where(Account.id == account_id, mine)


def kinds_of(account_ids: set[UUID]) -> Rows:
    """Account -> its kind."""
    return select(Account.id, Account.kind).where(Account.id.in_(account_ids))


def within(ledger: Ledger | None, kind: str | None) -> list[ColumnElement[bool]]:
    """The filters of the list of accounts."""
    given = ((Account.ledger, ledger), (Account.kind, kind))
    return [column == value for column, value in given if value is not None]


def days(since: date | None, until: date | None) -> list[ColumnElement[bool]]:
    """Transfers from a day in China up to another, which counts."""
    conditions = [Transfer.at >= china_midnight(since)] if since else []
    if until:
        conditions.append(Transfer.at < china_midnight(until + timedelta(days=1)))
    return conditions

"""Premises: shops and firms at a place."""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.places.located import located_at
from shequ_api.base.places.models import Place
from shequ_api.base.register.freshness import PREMISES_DAYS
from shequ_api.base.register.models import Former, Premises, RegisterFact, where_of
from shequ_api.base.register.rules import Origin, check_past
from shequ_api.base.register.sealing import RegisterSeal, plain_name
from shequ_api.base.register.service.renewing import renew
from shequ_api.base.register.turns import take_turn
from shequ_api.features.register_premises.rules import check_credit_code
from shequ_api.kit.clock import china_date
from shequ_api.kit.errors import Malformed, NotNow
from shequ_api.kit.ids import new_id

TABLE, HISTORY = "register_premises", "register_history"
SEALED = ("keeper_name", "keeper_phone")
SAID = ("name", "kind", "credit_code", "business", "opened_on", *SEALED)


class PlaceUnfit(Malformed):
    code, title = "premises_place_unfit", "请选择社区内的地点"


class PremisesKnown(NotNow):
    code, title = "premises_known", "这里已登记同一信用代码的单位"


class PremisesNamed(NotNow):
    """Known by the same name there, and nothing tells the two apart; `premises_id` is the one."""

    code, title = "premises_named", "这里已登记同名单位；确是另一家的，请填写统一社会信用代码"


class PremisesClosed(NotNow):
    code, title = "premises_closed", "已登记停业"


@dataclass(frozen=True, slots=True, kw_only=True)
class Particulars:
    """What is said of premises, in clear."""

    name: str
    kind: str
    credit_code: str | None = None
    business: str | None = None
    opened_on: date | None = None
    keeper_name: str | None = dataclasses.field(default=None, repr=False)
    keeper_phone: str | None = dataclasses.field(default=None, repr=False)

    def as_facts(self) -> dict[str, Any]:
        return {field: getattr(self, field) for field in SAID}


async def open_premises(
    session: AsyncSession,
    seal: RegisterSeal,
    place: Place,
    said: Particulars,
    *,
    origin: Origin,
    actor_id: UUID,
    now: datetime,
) -> Premises:
    """Enter a shop or firm. CreditCodeWrong, DayAhead; the same code at the same place is
    PremisesKnown, the same name without two codes that differ PremisesNamed."""
    if place.community_id is None:
        raise PlaceUnfit
    _check(said, now)
    # Whoever enters the same meanwhile, by hand or out of a file, enters it before or finds it.
    await take_turn(session, place.id)
    await _refuse_named(session, place.id, said)
    premises = new_premises(seal, place, said, origin=origin, actor_id=actor_id, now=now)
    session.add(premises)
    await session.flush()
    return premises


async def _refuse_named(session: AsyncSession, place_id: UUID, said: Particulars) -> None:
    standing = (Premises.place_id == place_id, Premises.ended_at.is_(None))
    known = select(Premises.id, Premises.name, Premises.credit_code).where(*standing)
    for row in await session.execute(known):
        apart = said.credit_code and row.credit_code
        if not apart and plain_name(row.name) == plain_name(said.name):
            raise PremisesNamed(premises_id=row.id)


def _check(said: Particulars, now: datetime) -> None:
    check_credit_code(said.credit_code)
    if said.opened_on is not None:
        check_past(said.opened_on, today=china_date(now))


def new_premises(
    seal: RegisterSeal,
    place: Place,
    said: Particulars,
    *,
    origin: Origin,
    actor_id: UUID,
    now: datetime,
) -> Premises:
    """Premises that are not in the session yet."""
    premises = Premises(id=new_id(), **located_at(place), created_at=now)
    _say(seal, premises, said.as_facts())
    renew(premises, PREMISES_DAYS, origin=origin, actor_id=actor_id, now=now)
    return premises


async def correct_premises(
    session: AsyncSession,
    seal: RegisterSeal,
    premises: Premises,
    said: Particulars,
    *,
    origin: Origin,
    actor_id: UUID,
    now: datetime,
) -> Premises:
    """Put right what is said of premises; what was said goes to the history. The row is locked."""
    if premises.ended_at is not None:
        raise PremisesClosed
    _check(said, now)
    rewrite(session, seal, premises, said, origin=origin, actor_id=actor_id, now=now)
    await session.flush()
    return premises


def rewrite(
    session: AsyncSession,
    seal: RegisterSeal,
    premises: Premises,
    said: Particulars,
    *,
    origin: Origin,
    actor_id: UUID,
    now: datetime,
) -> None:
    """Make premises say something else, from now on verified by this origin."""
    before, after = facts_of(seal, premises), said.as_facts()
    if former := {key: value for key, value in before.items() if value != after[key]}:
        session.add(_former(seal, premises, former, actor_id=actor_id, now=now))
        _say(seal, premises, after)
    renew(premises, PREMISES_DAYS, origin=origin, actor_id=actor_id, now=now)


async def close_premises(
    session: AsyncSession, premises: Premises, *, actor_id: UUID, now: datetime
) -> Premises:
    """They are gone, and what was said of them is over."""
    if premises.ended_at is not None:
        raise PremisesClosed
    premises.ended_at, premises.verified_by_id = now, actor_id
    about = (RegisterFact.premises_id == premises.id, RegisterFact.ended_at.is_(None))
    await session.execute(update(RegisterFact).where(*about).values(ended_at=now))
    await session.flush()
    return premises


def facts_of(seal: RegisterSeal, premises: Premises) -> dict[str, Any]:
    """Field → what premises say, in clear."""
    return {field: _said(seal, premises, field) for field in SAID}


def _said(seal: RegisterSeal, premises: Premises, field: str) -> Any:
    if field not in SEALED:
        return getattr(premises, field)
    return seal.open(TABLE, premises.id, field, getattr(premises, f"{field}_sealed"))


def _say(seal: RegisterSeal, premises: Premises, facts: Mapping[str, Any]) -> None:
    for field, value in facts.items():
        if field in SEALED:
            sealed = seal.seal(TABLE, premises.id, field, value) if value else None
            setattr(premises, f"{field}_sealed", sealed)
        else:
            setattr(premises, field, value)


def _as_json(said: Mapping[str, Any]) -> dict[str, Any]:
    return {
        key: value.isoformat() if isinstance(value, date) else value for key, value in said.items()
    }


def _former(
    seal: RegisterSeal,
    premises: Premises,
    said: dict[str, Any],
    *,
    actor_id: UUID,
    now: datetime,
) -> Former:
    row_id = new_id()
    return Former(
        id=row_id,
        premises_id=premises.id,
        **where_of(premises),
        former_sealed=seal.seal_facts(HISTORY, row_id, "former", _as_json(said)),
        source=premises.source,
        source_id=premises.source_id,
        verified_at=premises.verified_at,
        verified_by_id=premises.verified_by_id,
        replaced_at=now,
        replaced_by_id=actor_id,
    )

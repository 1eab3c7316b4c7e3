"""Keyed facts, and saying at the door that what is known still holds."""

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.people.consents import SENSITIVE, refuse_withdrawn
from shequ_api.base.register.models import Entry, Occupancy, Premises, RegisterFact
from shequ_api.base.register.rules import Origin
from shequ_api.base.register.sealing import RegisterSeal
from shequ_api.base.register.service.renewing import days_of as days_of_row
from shequ_api.base.register.service.renewing import fact_value, renew
from shequ_api.base.register.turns import take_turn
from shequ_api.features.register_upkeep.catalogue import (
    BY_CONSENT,
    CATALOGUE,
    FactKind,
    checked,
)
from shequ_api.kit.ids import new_id

TABLE = "register_facts"


async def put_fact(
    session: AsyncSession,
    seal: RegisterSeal,
    where: dict[str, Any],
    kind: FactKind,
    value: Any,
    *,
    entry: Entry | None = None,
    premises: Premises | None = None,
    origin: Origin,
    actor_id: UUID,
    now: datetime,
) -> RegisterFact:
    """What a key says from now on of an entry, of premises, or of the place (`where`: its located
    columns). The former fact is ended; one that said the same is believed for longer. FactUnfit,
    ConsentIsWithdrawn.
    """
    checked(kind, value)
    if entry is not None and kind.key in BY_CONSENT:
        await refuse_withdrawn(session, entry.person_id, SENSITIVE)
    if entry is None and premises is None:
        # Entries and premises are locked by who loaded them; a place's first fact locks nothing.
        await take_turn(session, where["place_id"])
    former = await session.scalar(
        _live(where["place_id"], kind.key, entry, premises).with_for_update()
    )
    if former is not None and fact_value(seal, former) == value:
        renew(former, kind.fresh_days, origin=origin, actor_id=actor_id, now=now)
        return former
    fact_id = new_id()
    if former is not None:
        former.ended_at, former.successor_id = now, fact_id
        await session.flush()
    fact = RegisterFact(
        id=fact_id,
        **where,
        key=kind.key,
        entry_id=entry and entry.id,
        premises_id=premises and premises.id,
        person_id=entry and entry.person_id,
        value=None if kind.sensitive else value,
        value_sealed=seal.seal_facts(TABLE, fact_id, "value", value) if kind.sensitive else None,
    )
    renew(fact, kind.fresh_days, origin=origin, actor_id=actor_id, now=now)
    session.add(fact)
    await session.flush()
    return fact


async def confirm_at(
    session: AsyncSession,
    dwelling_id: UUID,
    ids: Collection[UUID],
    *,
    origin: Origin,
    actor_id: UUID,
    now: datetime,
) -> list[UUID]:
    """“Still true”, for what the worker has in view; returns what was confirmed.

    Who is seen at the door lives there: somebody's occupancy is confirmed with them. What was ended
    meanwhile, or lies elsewhere, is left out. Rows are locked table by table, by id.
    """
    confirmed = []
    for model in (Entry, Occupancy, Premises, RegisterFact):
        table: Any = model
        meant = table.id.in_(ids)
        if model is Occupancy:
            meant |= Occupancy.entry_id.in_(ids)
        here = (meant, table.place_id == dwelling_id, table.ended_at.is_(None))
        rows = select(table).where(*here).order_by(table.id).with_for_update()
        for row in await session.scalars(rows):
            renew(row, days_of(row), origin=origin, actor_id=actor_id, now=now)
            confirmed.append(row.id)
    await session.flush()
    return confirmed


def days_of(row: Any) -> int:
    """How long a row of its kind may be believed."""
    if isinstance(row, RegisterFact):
        return CATALOGUE[row.key].fresh_days
    return days_of_row(row)


def _live(
    place_id: UUID, key: str, entry: Entry | None, premises: Premises | None
) -> Select[RegisterFact]:
    return select(RegisterFact).where(
        RegisterFact.place_id == place_id,
        RegisterFact.key == key,
        RegisterFact.entry_id.is_not_distinct_from(entry and entry.id),
        RegisterFact.premises_id.is_not_distinct_from(premises and premises.id),
        RegisterFact.ended_at.is_(None),
    )

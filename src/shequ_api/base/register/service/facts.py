"""Keyed facts: what a key of the catalogue says, from when on, by whom."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.people.consents import SENSITIVE, refuse_withdrawn
from shequ_api.base.register.catalogue import BY_CONSENT, FactKind, checked
from shequ_api.base.register.models import Entry, Premises, RegisterFact
from shequ_api.base.register.rules import Origin
from shequ_api.base.register.sealing import RegisterSeal
from shequ_api.base.register.service.renewing import fact_value, renew
from shequ_api.base.register.turns import take_turn
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
    actor_id: UUID | None,
    now: datetime,
    seen_at: datetime | None = None,
) -> RegisterFact:
    """What a key says from now on of an entry, of premises, or of the place (`where`: its located
    columns). The former fact is ended; one that said the same is believed for longer. `seen_at`:
    when somebody saw to it, where that was not now. FactUnfit, ConsentIsWithdrawn.
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
        renew(former, kind.fresh_days, origin=origin, actor_id=actor_id, now=seen_at or now)
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
    renew(fact, kind.fresh_days, origin=origin, actor_id=actor_id, now=seen_at or now)
    session.add(fact)
    await session.flush()
    return fact


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

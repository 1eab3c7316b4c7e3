"""Making the register say what an answer said, and what it said before."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import TypeAdapter, ValidationError
from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.register import freshness
from shequ_api.base.register.catalogue import checked
from shequ_api.base.register.models import Former, Occupancy, RegisterFact
from shequ_api.base.register.rules import Origin, Stay
from shequ_api.base.register.sealing import RegisterSeal
from shequ_api.base.register.service.entries import correct_entry
from shequ_api.base.register.service.facts import put_fact
from shequ_api.base.register.service.occupancies import belong_as
from shequ_api.base.register.service.renewing import believe_since, fact_value
from shequ_api.base.register.tellable import PHONES, Field, Tellable
from shequ_api.features.register.public import PhoneNumber
from shequ_api.features.register_answers.knowing import Subject, row_of, version_of
from shequ_api.features.register_premises.public import (
    Particulars,
    correct_premises,
    facts_of_premises,
)
from shequ_api.kit.clock import china_date
from shequ_api.kit.crypto import normalise_phone
from shequ_api.kit.errors import Malformed

_PHONE: TypeAdapter[str] = TypeAdapter(PhoneNumber)
MOST_FORMER = 50


class ValueUnfit(Malformed):
    code, title = "register_value_unfit", "内容与信息项的要求不符"


@dataclass(frozen=True, slots=True, kw_only=True)
class Saying:
    """Who says it, from where, and when it was seen."""

    origin: Origin
    actor_id: UUID
    seen_at: datetime
    now: datetime


def fitting(fact: Tellable, value: Any) -> Any:
    """The value as the register keeps it. ValueUnfit, FactUnfit; what is masked is no number."""
    if fact.fact_kind is not None:
        return checked(fact.fact_kind, value)
    if not isinstance(value, str) or not value.strip():
        raise ValueUnfit
    if fact.key in PHONES:
        try:
            return normalise_phone(_PHONE.validate_python(value))
        except ValidationError:
            raise ValueUnfit from None
    if fact.choices is not None and value not in fact.choices:
        raise ValueUnfit
    if "*" in value or len(value) > fact.longest:
        raise ValueUnfit
    return value.strip()


async def say(
    session: AsyncSession,
    seal: RegisterSeal,
    subject: Subject,
    fact: Tellable,
    value: Any,
    saying: Saying,
) -> None:
    """Make the register say a fitting value; None takes away what it says. Rows are locked."""
    who: dict[str, Any] = {
        "origin": saying.origin,
        "actor_id": saying.actor_id,
        "now": saying.now,
    }
    if fact.fact_kind is not None:
        await _say_fact(session, seal, subject, fact, value, saying)
    elif subject.premises is not None:
        said = facts_of_premises(seal, subject.premises) | {fact.key: value}
        await correct_premises(session, seal, subject.premises, Particulars(**said), **who)
        believe_since(subject.premises, saying.seen_at)
    elif subject.entry is not None and fact.key == Field.BELONGING:
        await _say_belonging(session, subject, value, saying)
    elif subject.entry is not None:
        await correct_entry(session, seal, subject.entry, {fact.key: value}, **who)
        believe_since(subject.entry, saying.seen_at)
    await session.flush()


async def _say_fact(
    session: AsyncSession,
    seal: RegisterSeal,
    subject: Subject,
    fact: Tellable,
    value: Any,
    saying: Saying,
) -> None:
    if value is None:
        if (row := subject.facts.pop(fact.key, None)) is not None:
            row.ended_at = saying.now
        return
    assert fact.fact_kind is not None
    subject.facts[fact.key] = await put_fact(
        session,
        seal,
        subject.where,
        fact.fact_kind,
        value,
        entry=subject.entry,
        premises=subject.premises,
        origin=saying.origin,
        actor_id=saying.actor_id,
        now=saying.now,
        seen_at=saying.seen_at,
    )


async def _say_belonging(
    session: AsyncSession, subject: Subject, value: Any, saying: Saying
) -> None:
    assert subject.entry is not None and subject.occupancy is not None
    before = subject.occupancy
    stay = Stay(
        belonging=value,
        household=before.household,
        relation=before.relation,
        starts_on=max(before.starts_on, china_date(saying.seen_at)),
    )
    subject.occupancy = await belong_as(
        session,
        subject.entry,
        stay,
        origin=saying.origin,
        actor_id=saying.actor_id,
        now=saying.now,
    )
    believe_since(subject.occupancy, saying.seen_at)


def believe(
    subject: Subject,
    fact: Tellable,
    *,
    origin: Origin,
    verified_by_id: UUID | None,
    seen_at: datetime,
) -> None:
    """What is known was seen to be so, then, by them."""
    row = row_of(subject, fact)
    row.source, row.source_id = origin.source, origin.source_id
    row.verified_by_id = verified_by_id
    if fact.fact_kind is None:
        believe_since(row, seen_at)
    else:
        row.verified_at = seen_at
        row.stale_on = freshness.stale_on(seen_at, fact.fact_kind.fresh_days)


async def former_value(
    session: AsyncSession, seal: RegisterSeal, subject: Subject, fact: Tellable, version: str
) -> Any:
    """What the fact said when it had that version, among the latest that is over; None where that
    is forgotten."""
    rows, said = _history(seal, subject, fact)
    for row in await session.scalars(rows.limit(MOST_FORMER)):
        value = said(row)
        if value is not None and version_of(seal, subject, fact, value) == version:
            return value
    return None


def _history(
    seal: RegisterSeal, subject: Subject, fact: Tellable
) -> tuple[Select[Any], Callable[[Any], Any]]:
    about = subject.entry, subject.premises
    if fact.fact_kind is not None:
        over: Select[Any] = select(RegisterFact).where(
            RegisterFact.key == fact.key,
            RegisterFact.place_id == subject.where["place_id"],
            RegisterFact.entry_id.is_not_distinct_from(about[0] and about[0].id),
            RegisterFact.premises_id.is_not_distinct_from(about[1] and about[1].id),
            RegisterFact.ended_at.is_not(None),
        )
        return over.order_by(RegisterFact.ended_at.desc()), lambda row: fact_value(seal, row)
    if fact.key == Field.BELONGING:
        over = select(Occupancy).where(
            Occupancy.entry_id == subject.id, Occupancy.ended_at.is_not(None)
        )
        return over.order_by(Occupancy.ended_at.desc()), lambda row: str(row.belonging)
    column = Former.entry_id if subject.entry is not None else Former.premises_id
    over = select(Former).where(column == subject.id).order_by(Former.replaced_at.desc())
    return over, lambda row: _said_before(seal, row, fact.key)


def _said_before(seal: RegisterSeal, row: Former, key: str) -> Any:
    said = seal.open_facts("register_history", row.id, "former", row.former_sealed)
    return said.get(key) if said else None

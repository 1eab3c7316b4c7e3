"""Keeping the facts that are judged: each once."""

import json
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID

from sqlalchemy import cast, func, select
from sqlalchemy.dialects.postgresql import JSONB, insert
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.events.models import Event
from shequ_api.base.people.models import Person
from shequ_api.features.earning_records.public import EarningFact
from shequ_api.features.earning_rules.public import TRIGGERS, RuleFact, Terms, Trigger, round_of

AWAITED = timedelta(days=40)
"""How long a fact waits at most until it is judged: recorded earlier, it is looked for in vain."""


class MergedMeanwhile(Exception):
    """Two accounts became one while their cards were waited for: this is tried again."""


def draw_key(fact_id: UUID) -> str:
    """The key by which all that a fact earns is drawn of the budgets, at once."""
    return f"earnings/{fact_id}"


def people_in(trigger: Trigger) -> set[str]:
    """The fields of a fact that name who earns or who let it pass."""
    return {*trigger.earners.values(), trigger.approver}


def fields_of(fact: RuleFact, facts: Mapping[str, Any]) -> dict[str, Any]:
    """What is kept of a fact: what conditions may ask for, and persons' ids as text."""
    trigger = TRIGGERS[fact]
    people = {name: facts[name] for name in people_in(trigger)}
    return {name: facts.get(name) for name in trigger.conditions} | {
        name: str(person_id) if person_id else None for name, person_id in people.items()
    }


def told_again(kept: EarningFact) -> dict[str, Any]:
    """A fact as it was told, from what was kept of it."""
    trigger = TRIGGERS[RuleFact(kept.fact)]
    people = {
        name: UUID(kept.fields[name]) if kept.fields[name] else None for name in people_in(trigger)
    }
    return {**kept.fields, **people, "approval": kept.round, "subject_id": kept.subject_id}


async def note_fact(
    session: AsyncSession, fact: RuleFact, facts: Mapping[str, Any], *, now: datetime
) -> EarningFact | None:
    """Keep a fact as judged now; None where it was before. Waits for whoever judges it at this
    moment."""
    fields, round_ = fields_of(fact, facts), round_of(facts)
    said = json.dumps([fact, str(facts["subject_id"]), round_, fields], sort_keys=True)
    # Of this fact: another about the same thing may have been told since.
    this = {name: value for name, value in fields.items() if value is not None}
    if "approval" in facts:
        this["approval"] = facts["approval"]
    recorded = select(func.min(Event.recorded_at)).where(
        Event.subject_id == facts["subject_id"],
        Event.name == fact,
        cast(Event.facts, JSONB).contains(this),
        Event.recorded_at.between(now - AWAITED, now),
    )
    values = {
        "id": UUID(bytes=sha256(said.encode()).digest()[:16]),
        "district_id": facts["district_id"],
        "community_id": facts["community_id"],
        "fact": fact.value,
        "subject_id": facts["subject_id"],
        "round": round_,
        "fields": fields,
        "judged_at": now,
    }
    happened_at = func.coalesce(recorded.scalar_subquery(), now)
    noting = insert(EarningFact).values(**values, happened_at=happened_at)
    noted = await session.scalar(noting.on_conflict_do_nothing().returning(EarningFact.happened_at))
    return None if noted is None else EarningFact(**values, happened_at=noted)


async def became(session: AsyncSession, persons: Collection[UUID]) -> dict[UUID, UUID]:
    """Of accounts that have been merged into others since: which ones they are by now."""
    merged = select(Person.id, Person.merged_into_id).where(
        Person.id.in_(persons), Person.merged_into_id.is_not(None)
    )
    return {row.id: row.merged_into_id for row in await session.execute(merged)}


def people_of(fact: RuleFact, facts: Mapping[str, Any]) -> dict[str, UUID]:
    """Who earns by a fact or let it pass, by field; without those whom it does not name."""
    return {name: facts[name] for name in people_in(TRIGGERS[fact]) if facts[name] is not None}


def known_as(fact: RuleFact, facts: Mapping[str, Any], kept: Mapping[UUID, UUID]) -> dict[str, Any]:
    """A fact may name an account that has been merged into another since: whoever earns and whoever
    approved are told apart as the human beings that they are known to be by now."""
    people = people_of(fact, facts)
    return {**facts, **{name: kept.get(each, each) for name, each in people.items()}}


async def as_of_now(
    session: AsyncSession, fact: RuleFact, facts: Mapping[str, Any]
) -> dict[str, Any]:
    """The same, asking for the accounts."""
    kept = await became(session, set(people_of(fact, facts).values()))
    return known_as(fact, facts, kept)


def makers_of(rules: Iterable[Terms]) -> set[UUID]:
    """Who made rules; those that an installation starts with nobody made."""
    return {rule.created_by_id for rule in rules if rule.created_by_id is not None}

"""One statement: weighing it, taking it, and taking it back."""

from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.places.located import located_at
from shequ_api.base.places.models import Place
from shequ_api.base.register.freshness import RegisterSource
from shequ_api.base.register.rules import Origin
from shequ_api.base.register.sealing import RegisterSeal
from shequ_api.base.register.tellable import ALWAYS_KNOWN, Tellable
from shequ_api.features.register_answers.knowing import Subject, row_of, standing_of
from shequ_api.features.register_answers.models import Statement
from shequ_api.features.register_answers.rules import (
    TOLD,
    Standing,
    StatementOutcome,
    weigh,
)
from shequ_api.features.register_answers.saying import Saying, believe, former_value, say
from shequ_api.kit.clock import china_date
from shequ_api.kit.ids import new_id


class Said(NamedTuple):
    """What an answer says: of whom, which fact, what, in which version, and where it stands."""

    subject: Subject
    fact: Tellable
    value: Any
    version: str
    pointer: str


class Answered(NamedTuple):
    """The answers in which it stands."""

    submission_id: UUID
    number: int
    place: Place
    worker_id: UUID
    observed_at: datetime
    based_on: frozenset[str]
    forgotten: bool = False
    """What was personal in them is kept no longer."""


async def tell(
    session: AsyncSession,
    seal: RegisterSeal,
    said: Said,
    standing: Standing | None,
    answered: Answered,
    *,
    now: datetime,
) -> Statement:
    """Take what an answer says, or let it wait as a conflict. The subject's rows are locked.

    ConsentIsWithdrawn, and what else the register refuses: then nothing is changed.
    """
    outcome, reason = weigh(
        standing, said.version, seen_at=answered.observed_at, based_on=answered.based_on
    )
    if standing is not None and standing.source_id == answered.submission_id and reason:
        outcome, reason = StatementOutcome.REPLACED, None  # its own earlier word
    statement = statement_of(said, answered, outcome, now=now)
    statement.reason = reason
    if outcome != StatementOutcome.CONFLICT:
        await _take(session, seal, statement, said, standing, answered.worker_id, now=now)
    session.add(statement)
    return statement


async def _take(
    session: AsyncSession,
    seal: RegisterSeal,
    statement: Statement,
    said: Said,
    standing: Standing | None,
    actor_id: UUID,
    *,
    now: datetime,
) -> None:
    seen_at, subject, fact = statement.observed_at, said.subject, said.fact
    origin = Origin(source=RegisterSource.FORM, source_id=statement.submission_id)
    if standing is None or statement.outcome != StatementOutcome.CONFIRMED:
        remember(statement, subject, fact, standing)
        saying = Saying(origin=origin, actor_id=actor_id, seen_at=seen_at, now=now)
        await say(session, seal, subject, fact, said.value, saying)
    elif seen_at > standing.verified_at and not standing.firmer_than_answers(china_date(seen_at)):
        remember(statement, subject, fact, standing)
        believe(subject, fact, origin=origin, verified_by_id=actor_id, seen_at=seen_at)


def remember(
    statement: Statement, subject: Subject, fact: Tellable, standing: Standing | None
) -> None:
    """Note what was known before this statement, so that it can be taken back."""
    row = row_of(subject, fact)
    if row is None:
        return
    statement.former_version = standing.version if standing else None
    statement.former_source, statement.former_source_id = row.source, row.source_id
    statement.former_verified_at = row.verified_at
    statement.former_verified_by_id = row.verified_by_id


def statement_of(
    said: Said, answered: Answered, outcome: StatementOutcome, *, now: datetime
) -> Statement:
    """A statement that is not in the session yet."""
    entry, premises = said.subject.entry, said.subject.premises
    return Statement(
        id=new_id(),
        **located_at(answered.place),
        submission_id=answered.submission_id,
        answers_number=answered.number,
        pointer=said.pointer,
        subject=said.subject.kind,
        key=said.fact.key,
        entry_id=entry and entry.id,
        premises_id=premises and premises.id,
        worker_id=answered.worker_id,
        said=said.version,
        observed_at=answered.observed_at,
        told_at=now,
        outcome=outcome,
    )


async def take_back(
    session: AsyncSession,
    seal: RegisterSeal,
    statement: Statement,
    subject: Subject | None,
    fact: Tellable | None,
    *,
    now: datetime,
) -> None:
    """The answer stands no longer: the register says what it said before, unless somebody has said
    otherwise since, or the subject is gone. Rows are locked."""
    told = statement.outcome in TOLD
    statement.outcome = StatementOutcome.WITHDRAWN
    if not told:
        return
    standing = standing_of(seal, subject, fact) if subject and fact else None
    if subject and fact and standing and _is_its_own(statement, subject, fact, standing):
        await _restore(session, seal, statement, subject, fact, standing, now=now)
    else:
        await _leave_out(session, statement)
    await session.flush()


def _is_its_own(statement: Statement, subject: Subject, fact: Tellable, standing: Standing) -> bool:
    if standing.version != statement.said:
        return False
    if fact.fact_kind is not None:
        return standing.source_id == statement.submission_id
    # A row of several fields is of whoever saw to it last: nobody, after this was told.
    return standing.verified_at <= statement.told_at


async def _restore(
    session: AsyncSession,
    seal: RegisterSeal,
    statement: Statement,
    subject: Subject,
    fact: Tellable,
    standing: Standing,
    *,
    now: datetime,
) -> None:
    former = statement.former_version
    if former != standing.version:
        value = former and await former_value(session, seal, subject, fact, former)
        if value is None and fact.key in ALWAYS_KNOWN:
            return
        origin = Origin(source=RegisterSource.FORM, source_id=statement.submission_id)
        saying = Saying(origin=origin, actor_id=statement.worker_id, seen_at=now, now=now)
        await say(session, seal, subject, fact, value, saying)
    known, source = row_of(subject, fact) is not None, statement.former_source
    if not known or source is None or statement.former_verified_at is None:
        return
    believe(
        subject,
        fact,
        origin=Origin(source=RegisterSource(source), source_id=statement.former_source_id),
        verified_by_id=statement.former_verified_by_id,
        seen_at=statement.former_verified_at,
    )


async def _leave_out(session: AsyncSession, statement: Statement) -> None:
    """Whoever took its word for what was known before goes back to what was known before it."""
    names = ("version", "source", "source_id", "verified_at", "verified_by_id")
    before = {f"former_{name}": getattr(statement, f"former_{name}") for name in names}
    later = update(Statement).where(
        Statement.key == statement.key,
        Statement.place_id == statement.place_id,
        Statement.entry_id.is_not_distinct_from(statement.entry_id),
        Statement.premises_id.is_not_distinct_from(statement.premises_id),
        Statement.former_source_id == statement.submission_id,
        Statement.former_version == statement.said,
        Statement.outcome.in_(TOLD),
    )
    await session.execute(later.values(before))

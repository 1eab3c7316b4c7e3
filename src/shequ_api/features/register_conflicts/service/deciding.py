"""Conflicts: what a person says holds."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.base.places.models import Place
from shequ_api.base.register.freshness import RegisterSource
from shequ_api.base.register.rules import Origin
from shequ_api.base.register.sealing import RegisterSeal
from shequ_api.base.register.tallies import recount_grids
from shequ_api.base.register.tellable import Tellable, tellable_of
from shequ_api.base.register.turns import take_turn
from shequ_api.blocks.forms.checking import Checker
from shequ_api.blocks.forms.models import Submission
from shequ_api.blocks.forms.service import answers_at, checkers_of
from shequ_api.blocks.forms.telling import tellings
from shequ_api.features.register_answers.public import (
    Saying,
    Statement,
    StatementOutcome,
    Subject,
    ValueUnfit,
    fitting,
    remember,
    say,
    standing_of,
    subjects_of,
    version_of,
)
from shequ_api.features.register_conflicts.rules import ConflictDecision
from shequ_api.kit.errors import Forbidden, Malformed, NotNow

OUTCOME_OF = {
    ConflictDecision.KEEP: StatementOutcome.KEPT,
    ConflictDecision.TAKE: StatementOutcome.TAKEN,
    ConflictDecision.CORRECT: StatementOutcome.CORRECTED,
}


class ConflictOver(NotNow):
    """It was decided, has settled itself, or its inspection stands no longer."""

    code, title = "conflict_over", "这条冲突已处理"


class KnowledgeChanged(NotNow):
    """The register says something else than what was looked at; `base_version` is what it says."""

    code, title = "knowledge_changed", "底册内容刚有变更，请刷新后再处理"


class BaseVersionNeeded(Malformed):
    code, title = "base_version_needed", "请带上所看到的底册版本（base_version），或确认强制处理"


class OwnAnswer(Forbidden):
    code, title = "own_answer", "不能处理自己填报内容的冲突"


class SubjectGone(NotNow):
    code, title = "subject_gone", "此人已迁出或单位已停业"


class SaidForgotten(NotNow):
    """The answer was personal, and is kept no longer."""

    code, title = "said_forgotten", "所填内容已按规定删除，请核实后重新填写"


class Decision(NamedTuple):
    """What somebody says, and of which version they say it; `value` where both are wrong."""

    decision: ConflictDecision
    value: Any
    source: RegisterSource
    note: str | None
    base_version: str | None
    force: bool


async def subject_of(
    session: AsyncSession, statement: Statement, *, lock: bool = False
) -> Subject | None:
    """Whom or what a statement is about; None where they left or closed."""
    place = await session.get_one(Place, statement.place_id)
    named = statement.entry_id or statement.premises_id
    if named is None:
        return (await subjects_of(session, [place], lock=lock))[place.id]
    entries, shops = [statement.entry_id], [statement.premises_id]
    found = await subjects_of(
        session, [], [one for one in entries if one], [one for one in shops if one], lock=lock
    )
    return found.get(named)


def fact_of(statement: Statement) -> Tellable:
    """Which fact a statement is about."""
    to = statement.subject if statement.entry_id or statement.premises_id else None
    fact = tellable_of(to, statement.key)
    assert fact is not None, "no key leaves the catalogue"
    return fact


async def said_by(session: AsyncSession, statement: Statement) -> Any:
    """What the answer said, as the register would keep it."""
    answers = await answers_at(session, statement.submission_id, statement.answers_number)
    submission = await session.get_one(Submission, statement.submission_id)
    checkers = await checkers_of(session, {submission.version_id})
    return said_in(checkers[submission.version_id], answers, statement)


def said_in(checker: Checker, answers: Mapping[str, Any], statement: Statement) -> Any:
    """What the answer at a statement's pointer tells; None where it is forgotten."""
    told = tellings(checker.definition, answers)
    said = (one.value for one in told if one.pointer == statement.pointer)
    value = next(said, None)
    return None if value is None else fitting(fact_of(statement), value)


async def decide(
    session: AsyncSession,
    seal: RegisterSeal,
    actor: Actor,
    statement: Statement,
    said: Decision,
    *,
    now: datetime,
) -> Statement:
    """Say what holds: what is known, what the answer said, or something else.

    The same decision by the same person again changes nothing.
    """
    if statement.worker_id == actor.person_id:
        raise OwnAnswer
    await take_turn(session, statement.place_id)
    await session.refresh(statement, with_for_update=True)
    outcome = OUTCOME_OF[said.decision]
    if statement.outcome == outcome and statement.decided_by_id == actor.person_id:
        return statement
    if statement.outcome != StatementOutcome.CONFLICT:
        raise ConflictOver
    subject, fact = await subject_of(session, statement, lock=True), fact_of(statement)
    if subject is None:
        raise SubjectGone
    _refuse_unseen(seal, subject, fact, said)
    if said.decision != ConflictDecision.KEEP:
        await _take(session, seal, actor, statement, subject, said, now=now)
    statement.outcome, statement.note = outcome, said.note
    statement.decided_at, statement.decided_by_id = now, actor.person_id
    await session.flush()
    await recount_grids(session, [subject.row.micro_grid_id], now=now)
    return statement


def _refuse_unseen(seal: RegisterSeal, subject: Subject, fact: Tellable, said: Decision) -> None:
    if said.force:
        return
    if said.base_version is None:
        raise BaseVersionNeeded
    standing = standing_of(seal, subject, fact)
    present = standing.version if standing else version_of(seal, subject, fact, None)
    if said.base_version != present:
        raise KnowledgeChanged(base_version=present)


async def _take(
    session: AsyncSession,
    seal: RegisterSeal,
    actor: Actor,
    statement: Statement,
    subject: Subject,
    said: Decision,
    *,
    now: datetime,
) -> None:
    fact = fact_of(statement)
    if said.decision == ConflictDecision.TAKE:
        value, seen_at = await said_by(session, statement), statement.observed_at
        if value is None:
            raise SaidForgotten
        origin = Origin(source=RegisterSource.FORM, source_id=statement.submission_id)
        remember(statement, subject, fact, standing_of(seal, subject, fact))
    elif said.value is None:
        raise ValueUnfit
    else:
        value, seen_at = fitting(fact, said.value), now
        origin = Origin(source=said.source, source_id=statement.id)
    saying = Saying(origin=origin, actor_id=actor.person_id, seen_at=seen_at, now=now)
    await say(session, seal, subject, fact, value, saying)

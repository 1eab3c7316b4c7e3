"""Proving trails: each case's steps are bound one to the other, and each day's stand as sealed."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from itertools import groupby
from typing import Any
from uuid import UUID

from sqlalchemy import Select, exists, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.people.models import Person
from shequ_api.base.privacy.models import Erasure
from shequ_api.blocks.workflow.models import Case, StepLog
from shequ_api.blocks.workflow.trail import FIRST, hash_of, record_digest, words_digest
from shequ_api.kit.clock import china_date, china_midnight
from shequ_api.kit.own_words import FORGOTTEN
from shequ_api.kit.partitions import months_ago

AT_ONCE = 2_000
"""Cases of one batch."""
ID_LATER = timedelta(minutes=5)
"""By so much at most, requests being bounded."""


class Fault(StrEnum):
    STEP_CHANGED = "step_changed"
    STEP_MISSING = "step_missing"
    STEP_FORGED = "step_forged"
    HEAD_DIFFERS = "head_differs"
    CASE_MISSING = "case_missing"
    WORDS_WIPED = "words_wiped"
    SEAL_CHANGED = "seal_changed"
    SEAL_MISSING = "seal_missing"
    TRAIL_REWRITTEN = "trail_rewritten"
    TRAIL_UNSEALED = "trail_unsealed"


TITLES = {
    Fault.STEP_CHANGED: ("步骤被改动或调换", "a step was changed, or moved"),
    Fault.STEP_MISSING: ("步骤被删除", "a step was deleted"),
    Fault.STEP_FORGED: ("步骤系伪造插入", "a step was put in"),
    Fault.HEAD_DIFFERS: ("事项现状与最后一步不符", "a case does not stand where its last step led"),
    Fault.CASE_MISSING: ("事项被删除", "a case was deleted"),
    Fault.WORDS_WIPED: (
        "备注被抹去，而填写人并未注销",
        "a note was wiped whose author is not forgotten",
    ),
    Fault.SEAL_CHANGED: ("封存记录与操作日志不符", "a seal is not as the audit log says"),
    Fault.SEAL_MISSING: ("封存记录被删除", "a seal was deleted"),
    Fault.TRAIL_REWRITTEN: ("轨迹在封存后被改写或删除", "a trail is not as it was sealed"),
    Fault.TRAIL_UNSEALED: ("轨迹不在当日封存中", "a trail is not among those of its day"),
}


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong with which case (its id), step (`case#number`) or seal (its number)."""

    fault: Fault
    subject: str


@dataclass(slots=True)
class Report:
    """What was looked at, and what was found."""

    cases: int = 0
    steps: int = 0
    forgotten: int = 0
    """Notes whose authors were forgotten, or who never signed: no hash says what they were."""
    seals: int = 0
    pending: int = 0
    """Days that are over, and not sealed yet."""
    findings: list[Finding] = field(default_factory=list)

    def find(self, fault: Fault, subject: object) -> None:
        self.findings.append(Finding(fault, str(subject)))


def oldest_kept(now: datetime) -> date:
    """Steps of earlier days may have been let go with their months."""
    return months_ago(china_date(now), StepLog.months_kept)


async def prove_cases(
    session: AsyncSession, report: Report, *, after: UUID | None, now: datetime, most: int = AT_ONCE
) -> UUID | None:
    """Recompute the trails of the next `most` cases behind `after`, by id. Gives the last of them;
    None when these were all. Wants a transaction that sees one instant (REPEATABLE READ)."""
    columns = (Case.id, Case.state, Case.steps_taken, Case.head)
    wanted = select(*columns).order_by(Case.id).limit(most)
    found = await session.execute(wanted if after is None else wanted.where(Case.id > after))
    cases = found.all()
    last = cases[-1].id if len(cases) == most else None
    trails = await _trails(session, after, last)
    for case in cases:
        report.cases += 1
        _prove(report, case, trails.pop(case.id, []), now)
    for case_id in trails:
        report.find(Fault.CASE_MISSING, case_id)
    for case_id, number in (await session.execute(_wiped(after, last))).all():
        report.find(Fault.WORDS_WIPED, f"{case_id}#{number}")
    return last


async def _trails(
    session: AsyncSession, after: UUID | None, last: UUID | None
) -> dict[UUID, Sequence[Any]]:
    """Steps by case, of those behind `after` up to `last`: also where the case itself is gone."""
    steps = _between(select(*StepLog.__table__.columns), after, last)
    rows = await session.execute(steps.order_by(StepLog.case_id, StepLog.number, StepLog.id))
    return {key: list(group) for key, group in groupby(rows, lambda row: row.case_id)}


def _between(
    steps: Select[*tuple[Any, ...]], after: UUID | None, last: UUID | None
) -> Select[*tuple[Any, ...]]:
    if after is not None:
        steps = steps.where(StepLog.case_id > after)
    return steps if last is None else steps.where(StepLog.case_id <= last)


def _wiped(after: UUID | None, last: UUID | None) -> Select[*tuple[Any, ...]]:
    """Steps whose note reads as forgotten, of authors whom nobody has forgotten."""
    forgotten = exists().where(
        or_(Erasure.person_id == Person.id, Erasure.person_id == Person.merged_into_id),
        Erasure.done_at.is_not(None),
    )
    wiped = select(StepLog.case_id, StepLog.number).join(Person, Person.id == StepLog.actor_id)
    return _between(wiped.where(StepLog.words_salt.is_(None), ~forgotten), after, last)


def _began(case_id: UUID) -> datetime:
    """When a case began, as its id tells: that is in the hash of each of its steps, while its
    columns are not. Of an id without an instant (no UUIDv7): never, so
    that none of its steps may lack."""
    if case_id.version != 7:
        return datetime.max.replace(tzinfo=UTC)
    # An id is made a moment later than the instant that its first step bears.
    return datetime.fromtimestamp((case_id.int >> 80) / 1000, UTC) - ID_LATER


def _prove(report: Report, case: Any, steps: Sequence[Any], now: datetime) -> None:
    expected, previous = 1, [FIRST]
    if _began(case.id) < china_midnight(oldest_kept(now)):
        # Its first months may be gone: what is left is bound among itself, and sealed by day.
        expected = steps[0].number if steps else case.steps_taken + 1
    for step in steps:
        report.steps += 1
        subject = f"{case.id}#{step.number}"
        if step.number < expected:
            report.find(Fault.STEP_FORGED, subject)
            previous.append(step.hash)
            continue
        for lacking in range(expected, step.number):
            report.find(Fault.STEP_MISSING, f"{case.id}#{lacking}")
        unbroken = step.number == expected and (expected == 1 or step is not steps[0])
        codes = _codes(report, step, previous)
        # Behind a gap nobody knows what a step was bound to; its words still have their digest.
        fits = step.hash in codes if unbroken else bool(codes)
        if not fits:
            report.find(Fault.STEP_CHANGED, subject)
        # Whichever of the two is true: the step behind a changed one is not accused with it.
        previous = [step.hash, *codes[:1]]
        expected = step.number + 1
    for lacking in range(expected, case.steps_taken + 1):
        report.find(Fault.STEP_MISSING, f"{case.id}#{lacking}")
    if steps and (
        (case.steps_taken, case.state, case.head)
        != (expected - 1, steps[-1].to_state, steps[-1].hash)
    ):
        report.find(Fault.HEAD_DIFFERS, case.id)


def _codes(report: Report, step: Any, previous: Sequence[bytes]) -> list[bytes]:
    """What a step's hash may be; none where its words are not those that went into it."""
    record = record_digest(step.salt, step.id, step.district_id, step.actor_id, facts=step.facts)
    words = step.words_digest
    if step.words_salt is not None:
        words = words_digest(step.words_salt, step.note)
    elif step.note != FORGOTTEN:
        return []
    else:
        report.forgotten += 1
    public = (step.step, step.from_state, step.to_state, step.taken_at)
    return [
        hash_of(before, step.case_id, step.number, *public, record, words)
        for before in previous
        if words == step.words_digest
    ]

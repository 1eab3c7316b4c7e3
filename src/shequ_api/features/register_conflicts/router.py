"""The queue of conflicts over HTTP."""

from typing import Annotated, Literal
from uuid import UUID

from fastapi import Depends, Query
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.base.access.policies import AnyActor, may
from shequ_api.base.audit.looks import note_look
from shequ_api.base.register.sealing import RegisterSeal
from shequ_api.features.register.public import Reader, Revealer, TheSeal, Walled
from shequ_api.features.register_answers.public import Statement, StatementOutcome, value_of
from shequ_api.features.register_conflicts import queries
from shequ_api.features.register_conflicts.permissions import ConflictPermission
from shequ_api.features.register_conflicts.schemas import (
    ConflictLine,
    ConflictReveal,
    ConflictValues,
    ConflictWord,
)
from shequ_api.features.register_conflicts.service import deciding
from shequ_api.features.register_conflicts.showing import conflict_lines
from shequ_api.kit.errors import Absent
from shequ_api.kit.http.exchange import Now
from shequ_api.kit.http.route import Router, unkeyed
from shequ_api.kit.pages import Page, ThePaging, page_of

router = Router(tags=["register_conflicts"])
Decider = Annotated[Actor, Depends(may(ConflictPermission.DECIDE))]
Shown = Literal["conflict", "replaced", "kept", "taken", "corrected", "agreed"]


async def conflict_in_scope(conflict_id: UUID, actor: AnyActor, session: Walled) -> Statement:
    """A statement in the actor's scope that is, or was, in conflict."""
    found = await session.scalar(queries.conflict_in_scope(actor, conflict_id))
    if found is None:
        raise Absent
    return found


TheConflict = Annotated[Statement, Depends(conflict_in_scope)]


async def _shown(session: AsyncSession, seal: RegisterSeal, conflict: Statement) -> ConflictLine:
    line = queries.statement_lines(Statement.id == conflict.id)
    row = (await session.execute(line)).mappings().one()
    [shown] = await conflict_lines(session, seal, [dict(row)])
    return shown


@router.get("/register/conflicts")
async def list_register_conflicts(
    actor: Reader,
    session: Walled,
    seal: TheSeal,
    paging: ThePaging,
    outcome: Annotated[
        Shown, Query(description="`conflict`: those that wait; `replaced`: taken, and noted")
    ] = "conflict",
    micro_grid_id: Annotated[UUID | None, Query(description="Only of this micro-grid")] = None,
) -> Page[ConflictLine]:
    """底册冲突: What answers said of my scope beside what the register says, oldest first, masked.

    Those that wait are decided by `PUT /register/conflicts/{id}/decision`; where both say the same
    later, they close by themselves.
    """
    lines = queries.conflicts_of(actor, StatementOutcome(outcome))
    if micro_grid_id is not None:
        lines = lines.where(Statement.micro_grid_id == micro_grid_id)
    order = [Statement.told_at, Statement.id]
    rows, cursor = await page_of(session, lines, order, paging, ascending=True)
    return Page(items=await conflict_lines(session, seal, rows), next_cursor=cursor)


@router.put("/register/conflicts/{conflict_id}/decision")
async def decide_register_conflict(
    word: ConflictWord,
    actor: Decider,
    conflict: TheConflict,
    session: Walled,
    seal: TheSeal,
    now: Now,
) -> ConflictLine:
    """处理底册冲突: Keep what is known, take what the answer said, or say what is right where both
    are wrong. Never of one's own answers."""
    said = deciding.Decision(
        decision=word.decision,
        value=word.value,
        source=word.source,
        note=word.note,
        base_version=word.base_version,
        force=word.force,
    )
    await deciding.decide(session, seal, actor, conflict, said, now=now)
    return await _shown(session, seal, conflict)


@router.post("/register/conflicts/{conflict_id}/reveals")
@unkeyed
async def reveal_register_conflict(
    reveal: ConflictReveal,
    actor: Revealer,
    conflict: TheConflict,
    session: Walled,
    seal: TheSeal,
    now: Now,
) -> ConflictValues:
    """查看冲突内容: What the answer said and what the register says, in clear; the look is logged,
    and its person may read it."""
    subject, fact = await deciding.subject_of(session, conflict), deciding.fact_of(conflict)
    if subject is None:
        raise deciding.SubjectGone
    note_look(
        session,
        actor,
        subject_kind="register_entry" if subject.entry else "register_conflict",
        subject_id=subject.entry.id if subject.entry else conflict.id,
        person_id=subject.entry.person_id if subject.entry else None,
        district_id=conflict.district_id,
        fields=[conflict.key],
        purpose=reveal.purpose,
        reason=reveal.reason,
        now=now,
    )
    said = await deciding.said_by(session, conflict)
    known = value_of(seal, subject, fact)
    await session.flush()
    return ConflictValues(id=conflict.id, said=said, known=known)

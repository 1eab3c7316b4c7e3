"""Stall records over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Query
from sqlalchemy import select

from shequ_api.base.access.actor import Actor
from shequ_api.base.access.policies import AnyActor, may
from shequ_api.base.people.models import Organisation
from shequ_api.features.pick_up_codes.public import StallKeys, digest_of
from shequ_api.features.redemptions.public import (
    CONFLICT,
    RecordOutcome,
    Redemption,
    RedemptionPermission,
    StallRecord,
    seen_by,
    take_turn,
    the_stall,
)
from shequ_api.features.stall_records import queries, service, syncing
from shequ_api.features.stall_records.schemas import (
    OfflineAnswer,
    OfflineRecords,
    RecordAnswers,
    RecordSettlement,
    StallRecordLine,
)
from shequ_api.kit.errors import Absent
from shequ_api.kit.http.exchange import Now, Session
from shequ_api.kit.http.parts import part
from shequ_api.kit.http.route import Router, moves
from shequ_api.kit.pages import Page, ThePaging, page_of

router = Router(tags=["redemptions"])
Viewer = Annotated[Actor, Depends(may(RedemptionPermission.VIEW))]
Settler = Annotated[Actor, Depends(may(RedemptionPermission.SETTLE))]
Fulfiller = Annotated[Actor, Depends(may(RedemptionPermission.FULFIL))]
TheKeys = Annotated[StallKeys, Depends(part(StallKeys))]


async def own_stall(actor: Fulfiller, session: Session) -> Organisation:
    """The partner's organisation for which the actor stands."""
    return await the_stall(session, actor)


OwnStall = Annotated[Organisation, Depends(own_stall)]


async def record_in_view(record_id: UUID, actor: AnyActor, session: Session) -> StallRecord:
    """A record of the actor's stall, or in their scope."""
    this = select(StallRecord).where(StallRecord.id == record_id)
    kept: StallRecord | None = await session.scalar(this.where(seen_by(actor, StallRecord)))
    if kept is None:
        raise Absent
    return kept


TheRecord = Annotated[StallRecord, Depends(record_in_view)]


@router.get("/stall-records")
async def list_stall_records(
    actor: Viewer,
    session: Session,
    paging: ThePaging,
    conflicts: Annotated[bool, Query(description="Only those that nobody has settled")] = False,
) -> Page[StallRecordLine]:
    """核销记录: What was handed over at my stall, or in my scope, newest first."""
    lines = queries.record_lines(seen_by(actor, StallRecord))
    if conflicts:
        lines = lines.where(CONFLICT)
    order = [StallRecord.received_at, StallRecord.id]
    rows, cursor = await page_of(session, lines, order, paging)
    return Page(items=[StallRecordLine(**row) for row in rows], next_cursor=cursor)


@router.post("/stall-records")
@moves
async def send_stall_records(
    sent: OfflineRecords,
    stall: OwnStall,
    actor: Fulfiller,
    session: Session,
    keys: TheKeys,
    now: Now,
) -> RecordAnswers:
    """补传核销: What my stall handed over without a network. Each record is answered on its own;
    what does not fit is kept for the community to settle, of codes that name no order a few at a
    time. Safe to repeat."""
    if len({each.id for each in sent.records}) < len(sent.records):
        raise syncing.IdTwice
    await take_turn(session, stall.id)
    noted = [
        syncing.Noted(**each.model_dump(), digest=digest_of(each.code)) for each in sent.records
    ]
    answers = await syncing.sync(session, actor, stall, keys, noted, sent_at=sent.sent_at, now=now)
    return RecordAnswers(answers=[_answer(each.id, answers[each.id]) for each in sent.records])


def _answer(record_id: UUID, kept: StallRecord | syncing.Unkept) -> OfflineAnswer:
    if isinstance(kept, StallRecord):
        outcome, order = RecordOutcome(kept.outcome), kept.redemption_id
        return OfflineAnswer(id=record_id, kept=True, outcome=outcome, redemption_id=order)
    said = RecordOutcome.UNKNOWN if kept == syncing.Unkept.TOO_MANY else None
    return OfflineAnswer(id=record_id, kept=False, outcome=said, redemption_id=None)


@router.post("/stall-records/{record_id}/settlement")
@moves
async def settle_stall_record(
    said: RecordSettlement, kept: TheRecord, actor: Settler, session: Session, now: Now
) -> StallRecordLine:
    """处理核销冲突: Say what comes of a record that did not fit: the resident pays as ordered, or
    nobody does. Once."""
    order = await session.get(Redemption, kept.redemption_id) if kept.redemption_id else None
    await service.settle(
        session, actor, kept, order, settlement=said.settlement, note=said.note, now=now
    )
    await session.flush()
    found = await session.execute(queries.record_lines(StallRecord.id == kept.id))
    return StallRecordLine(**found.mappings().one())

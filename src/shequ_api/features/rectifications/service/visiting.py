"""What came of the visits of a batch."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.base.files.service import own_photos
from shequ_api.features.hazards.public import Hazard, locked, named, put_right, terms_of
from shequ_api.features.rectifications import queries
from shequ_api.features.rectifications.models import (
    RectificationBatch,
    RectificationItem,
    RectificationPhoto,
)
from shequ_api.features.rectifications.rules import VisitOutcome
from shequ_api.features.rectifications.schemas import VisitResult
from shequ_api.features.ticket_sources.public import settle_by_record
from shequ_api.kit.errors import Fault, Malformed, NotNow


class BatchEnded(NotNow):
    code, title = "batch_ended", "这一批整改已经结束"


class ResultsUnfit(Malformed):
    """Each names a hazard of the batch, once; and it was done, or why it was not."""

    code, title = "results_unfit", "有的隐患不在这一批中，或重复填写"


class VisitRecorded(NotNow):
    code, title = "visit_recorded", "有的上门结果已经登记过，且与这次不同"


async def note_results(
    session: AsyncSession,
    actor: Actor,
    batch: RectificationBatch,
    results: Sequence[VisitResult],
    *,
    now: datetime,
) -> RectificationBatch:
    """Write down what came of some visits, all or none of them. The same again is the same.

    What is done waits to be looked at again, and settles its ticket where nothing else of it is
    left; the rest stays to be put right.
    """
    await session.refresh(batch, with_for_update=True)
    by_hazard = {result.hazard_id: result for result in results}
    chosen = RectificationItem.hazard_id.in_(by_hazard)
    items = {
        item.hazard_id: item for item in await session.scalars(queries.items_of(batch.id, chosen))
    }
    fresh = _fresh(items, results)
    if fresh and batch.ended_at is not None:
        raise BatchEnded
    done = [one.hazard_id for one in fresh if one.outcome == VisitOutcome.DONE]
    for result in fresh:
        await _note(session, actor, batch, items[result.hazard_id], result, now=now)
    hazards = list(await session.scalars(locked(named(done))))
    await _rectify(session, actor, batch, hazards, by_hazard, now=now)
    await session.flush()
    if fresh and not await session.scalar(queries.any_waiting(batch.id)):
        batch.ended_at, batch.ended_by_id = now, actor.person_id
    return batch


def _fresh(
    items: Mapping[UUID, RectificationItem], results: Sequence[VisitResult]
) -> list[VisitResult]:
    ids = [result.hazard_id for result in results]
    faults = [
        Fault(f"/results/{n}", ResultsUnfit.code, ResultsUnfit.title)
        for n, result in enumerate(results)
        if result.hazard_id not in items
        or result.hazard_id in ids[:n]
        or result.outcome == VisitOutcome.LEFT_OUT
    ]
    if faults:
        raise ResultsUnfit(errors=tuple(faults))
    for result in results:
        if items[result.hazard_id].outcome not in (None, result.outcome):
            raise VisitRecorded
    return [result for result in results if items[result.hazard_id].outcome is None]


async def _note(
    session: AsyncSession,
    actor: Actor,
    batch: RectificationBatch,
    item: RectificationItem,
    result: VisitResult,
    *,
    now: datetime,
) -> None:
    item.outcome, item.note = result.outcome, result.note
    item.recorded_by_id, item.recorded_at = actor.person_id, now
    session.add_all(
        RectificationPhoto(
            batch_id=batch.id,
            hazard_id=item.hazard_id,
            file_id=photo.id,
            district_id=batch.district_id,
        )
        for photo in await own_photos(session, actor.person_id, result.photo_ids)
    )


async def _rectify(
    session: AsyncSession,
    actor: Actor,
    batch: RectificationBatch,
    hazards: Sequence[Hazard],
    by_hazard: Mapping[UUID, VisitResult],
    *,
    now: datetime,
) -> None:
    if not hazards:
        return
    terms = await terms_of(session, batch.district_id, now)
    me = actor.person_id
    for hazard in hazards:
        note = by_hazard[hazard.id].note
        said = str(batch.id)
        await put_right(session, hazard, terms, by_id=me, note=note, now=now, batch_id=said)
    await session.flush()
    tickets = {hazard.ticket_id for hazard in hazards if hazard.ticket_id is not None}
    left = set(await session.scalars(queries.left_to_do(tickets)))
    for ticket_id in sorted(tickets - left):
        note = f"集中整改“{batch.title}”已完成"
        await settle_by_record(session, actor, ticket_id, note=note, now=now)


async def end(
    session: AsyncSession, actor: Actor, batch: RectificationBatch, *, now: datetime
) -> RectificationBatch:
    """Nobody comes any more: what was not visited is left out, and stays to be put right."""
    await session.refresh(batch, with_for_update=True)
    if batch.ended_at is not None:
        return batch
    waiting = queries.items_of(batch.id, queries.WAITING)
    for item in await session.scalars(waiting):
        item.outcome = VisitOutcome.LEFT_OUT
        item.recorded_by_id, item.recorded_at = actor.person_id, now
    batch.ended_at, batch.ended_by_id = now, actor.person_id
    return batch

"""Arranging that many hazards are put right together."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor, in_scope
from shequ_api.base.calendar.queries import exceptions_between
from shequ_api.base.events.facts import record
from shequ_api.base.people.models import Organisation
from shequ_api.base.places.located import located_at
from shequ_api.base.places.models import Place
from shequ_api.features.hazards.public import TO_RECTIFY, Hazard, begin, locked, named
from shequ_api.features.rectifications import queries
from shequ_api.features.rectifications.events import RectificationPlanned
from shequ_api.features.rectifications.models import RectificationBatch, RectificationItem
from shequ_api.features.rectifications.rules import MOST_IN_BATCH, may_span, visiting_days
from shequ_api.features.rectifications.schemas import RectificationBatchDraft
from shequ_api.features.ticket_sources.public import take_on
from shequ_api.kit.clock import china_date
from shequ_api.kit.errors import Fault, Malformed, NotNow
from shequ_api.kit.ids import new_id


class BatchUnclear(Malformed):
    """Either a list of hazards or a filter; either a partner or a firm; days in order."""

    code, title = (
        "batch_unclear",
        "请二选一：列出隐患或按条件选择；并写明单位；日期从今天起，最长 60 天",
    )


class HazardsUnfit(Malformed):
    """Each is in my scope, still to be put right, and in no other batch; all in one community."""

    code, title = "hazards_unfit", "有的隐患不在您的范围内、不需整改，或已在其他批次中"


class NothingToRectify(NotNow):
    code, title = "nothing_to_rectify", "没有符合条件的待整改隐患"


class TooManyForBatch(NotNow):
    code, title = "too_many_for_batch", f"一批最多 {MOST_IN_BATCH} 处隐患，请缩小范围"


async def schedule(
    session: AsyncSession, actor: Actor, draft: RectificationBatchDraft, *, now: datetime
) -> RectificationBatch:
    """Make a batch. Each ticket is told once, whatever number of its hazards is in it."""
    await _refuse_unclear(session, actor, draft, now)
    hazards = await _chosen(session, actor, draft)
    place = await _place_of(session, hazards)
    batch = RectificationBatch(
        **located_at(place),
        id=new_id(),
        title=draft.title,
        organisation_id=draft.organisation_id,
        firm_name=draft.firm_name,
        notice=draft.notice,
        starts_on=draft.starts_on,
        ends_on=draft.ends_on,
        made_by_id=actor.person_id,
        made_at=now,
    )
    session.add(batch)
    items = await _items(session, batch, hazards)
    for hazard in hazards:
        said = str(batch.id)
        await begin(session, hazard, by_id=actor.person_id, now=now, batch_id=said)
    await _tell(session, actor, batch, hazards, items, now=now)
    return batch


async def _refuse_unclear(
    session: AsyncSession, actor: Actor, draft: RectificationBatchDraft, now: datetime
) -> None:
    by_one = (draft.hazard_ids is None) != (draft.all_of is None)
    by_whom = (draft.organisation_id is None) != (draft.firm_name is None)
    when = china_date(now) <= draft.starts_on and may_span(draft.starts_on, draft.ends_on)
    if not (by_one and by_whom and when):
        raise BatchUnclear
    if draft.organisation_id is not None:
        found = await session.get(Organisation, draft.organisation_id)
        if found is None or found.ended_at is not None or not actor.covers(found):
            pointer = "/organisation_id"
            fault = Fault(pointer, BatchUnclear.code, "没有这个单位，或不在您的范围内")
            raise BatchUnclear(errors=(fault,))


async def _chosen(
    session: AsyncSession, actor: Actor, draft: RectificationBatchDraft
) -> list[Hazard]:
    """The hazards, locked."""
    mine = in_scope(actor, Hazard)
    free = queries.in_no_batch()
    if draft.all_of is not None:
        meant = queries.meant(**draft.all_of.model_dump())
        found = list(await session.scalars(locked(mine, free, *meant).limit(MOST_IN_BATCH + 1)))
        if not found:
            raise NothingToRectify
        if len(found) > MOST_IN_BATCH:
            raise TooManyForBatch
        return found
    ids = draft.hazard_ids or ()
    wanted = (named(ids), Hazard.state.in_(TO_RECTIFY))
    found = list(await session.scalars(locked(mine, free, *wanted)))
    fit = {hazard.id for hazard in found}
    faults = [
        Fault(f"/hazard_ids/{n}", HazardsUnfit.code, HazardsUnfit.title)
        for n, each in enumerate(ids)
        if each not in fit or each in ids[:n]
    ]
    if faults or len({hazard.community_id for hazard in found}) != 1:
        raise HazardsUnfit(errors=tuple(faults))
    return found


async def _place_of(session: AsyncSession, hazards: Sequence[Hazard]) -> Place:
    """The compound of all, else their community."""
    compounds = {hazard.compound_id for hazard in hazards}
    one = next(iter(compounds)) if len(compounds) == 1 else None
    return await session.get_one(Place, one or hazards[0].community_id)


async def _items(
    session: AsyncSession, batch: RectificationBatch, hazards: Sequence[Hazard]
) -> list[RectificationItem]:
    ids = [hazard.id for hazard in hazards]
    ordered = (await session.execute(queries.walking_order(ids))).all()
    exceptions = await exceptions_between(session, batch.starts_on, batch.ends_on)
    places = [row.place_id for row in ordered]
    days = visiting_days(places, batch.starts_on, batch.ends_on, exceptions)
    items = [
        RectificationItem(
            batch_id=batch.id,
            batch=batch,
            hazard_id=row.id,
            district_id=batch.district_id,
            visit_on=day,
        )
        for row, day in zip(ordered, days, strict=True)
    ]
    session.add_all(items)
    await session.flush()
    return items


async def _tell(
    session: AsyncSession,
    actor: Actor,
    batch: RectificationBatch,
    hazards: Sequence[Hazard],
    items: Sequence[RectificationItem],
    *,
    now: datetime,
) -> None:
    ticket_of = {hazard.id: hazard.ticket_id for hazard in hazards}
    # Of several visits the first; in the order of tickets, for whoever locks them likewise.
    days: dict[UUID, RectificationItem] = {}
    for item in sorted(items, key=lambda item: item.visit_on):
        ticket_id = ticket_of[item.hazard_id]
        if ticket_id is not None:
            days.setdefault(ticket_id, item)
    for ticket_id in sorted(days):
        day = days[ticket_id].visit_on
        note = f"已列入集中整改“{batch.title}”，预计 {day} 上门。{batch.notice}"[:2000]
        await take_on(session, actor, ticket_id, note=note, now=now)
        planned = RectificationPlanned(
            subject_id=ticket_id,
            district_id=batch.district_id,
            batch_id=batch.id,
            visit_on=day,
        )
        record(session, planned, now=now)

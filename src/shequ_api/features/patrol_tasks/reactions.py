"""What tasks do when plans run, forms come in, people leave, and places change."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.events.facts import Reaction
from shequ_api.base.people.events import AccountShut, PostingEnded
from shequ_api.base.people.queries import survivor_of
from shequ_api.base.places.events import PlaceEnded, PlaceMoved
from shequ_api.base.places.following import below
from shequ_api.base.places.located import located_at
from shequ_api.base.places.models import Place
from shequ_api.features.assets.events import AssetStateChanged
from shequ_api.features.check_ins.events import CheckInFact, CheckInRecorded, CheckInReviewed
from shequ_api.features.check_ins.public import spot_of_check_in
from shequ_api.features.hazards.events import (
    HazardClosed,
    HazardDropped,
    HazardFact,
    HazardRectified,
)
from shequ_api.features.hazards.public import anything_to_reinspect, is_to_reinspect
from shequ_api.features.patrol_plans.events import (
    PatrolPlanActivated,
    PatrolPlanChanged,
    PatrolPlanEnded,
)
from shequ_api.features.patrol_plans.public import is_current
from shequ_api.features.patrol_tasks.models import PatrolTask
from shequ_api.features.patrol_tasks.rules import EVIDENCE_DELETED, EVIDENCE_REJECTED
from shequ_api.features.patrol_tasks.service.asking import (
    REINSPECTION,
    Wanted,
    is_asked_for,
    make_once,
)
from shequ_api.features.patrol_tasks.service.handover import hand_over, let_go_at
from shequ_api.features.patrol_tasks.service.making import (
    MAKE_TASKS,
    PlansDue,
    ask_for_tasks,
    make_tasks,
)
from shequ_api.features.patrol_tasks.service.reopening import reopen
from shequ_api.features.patrol_tasks.service.settling import (
    Visit,
    cancel_open,
    complete_by_visit,
    take_turn,
)
from shequ_api.features.patrols.events import (
    InspectionDeleted,
    InspectionReceived,
    InspectionRejected,
)
from shequ_api.features.patrols.public import visit_of

SOME_TIME = timedelta(hours=24)
"""At least, for what is due at once, or overdue."""


async def begin(session: AsyncSession, fact: PatrolPlanActivated, now: datetime) -> None:
    """Today's tasks need not wait for the clock."""
    if fact.district_id is not None:
        ask_for_tasks(session, fact.district_id, now)


async def begin_anew(session: AsyncSession, fact: PatrolPlanChanged, now: datetime) -> None:
    """What former editions wanted in the days to come is not wanted any more. (Of a former change
    that comes late nothing is done: what the latest wants stays.)"""
    if not await is_current(session, fact.edition_id):
        return
    later = (PatrolTask.plan_id == fact.subject_id, PatrolTask.due_on >= fact.changed_from)
    await cancel_open(
        session,
        *later,
        PatrolTask.edition_id != fact.edition_id,
        reason="plan_changed",
        by_id=fact.by_id,
        now=now,
    )
    if fact.district_id is not None:
        ask_for_tasks(session, fact.district_id, now)


async def stop(session: AsyncSession, fact: PatrolPlanEnded, now: datetime) -> None:
    """What is still to be done need not be."""
    of_plan = (PatrolTask.plan_id == fact.subject_id, PatrolTask.closes_at > now)
    await cancel_open(session, *of_plan, reason="plan_ended", by_id=fact.by_id, now=now)


async def complete_asked(session: AsyncSession, fact: InspectionReceived, now: datetime) -> None:
    """The tasks that asked for this form at this place are done."""
    found = await visit_of(session, fact.subject_id, even_rejected=False)
    if found is not None:
        await complete_by_visit(session, Visit(*found), fact.subject_id, now=now)


async def reopen_completed(session: AsyncSession, fact: InspectionDeleted, now: datetime) -> None:
    """What it completed is not done."""
    found = await visit_of(session, fact.subject_id, even_deleted=True)
    if found is not None:
        reason = EVIDENCE_DELETED
        await reopen(session, found.place_id, fact.subject_id, reason=reason, now=now)


async def reopen_rejected(session: AsyncSession, fact: InspectionRejected, now: datetime) -> None:
    """Nor is what was completed by an inspection that a reviewer does not accept."""
    found = await visit_of(session, fact.subject_id, even_deleted=True)
    if found is not None:
        reason = EVIDENCE_REJECTED
        await reopen(session, found.place_id, fact.subject_id, reason=reason, now=now)


async def complete_there(session: AsyncSession, fact: CheckInRecorded, now: datetime) -> None:
    """A check-in is as good as a form where none is asked for; one in doubt when it is accepted."""
    if not fact.waits_for_review:
        await _checked_in(session, fact, now)


async def complete_accepted(session: AsyncSession, fact: CheckInReviewed, now: datetime) -> None:
    """The reviewer believes it."""
    if fact.accepted:
        await _checked_in(session, fact, now)


async def _checked_in(session: AsyncSession, fact: CheckInFact, now: datetime) -> None:
    """At the place that it names, or whose code was scanned."""
    spot = await spot_of_check_in(session, fact.worker_id, fact.subject_id)
    if spot is None:
        return
    for place_id in sorted({spot.place_id, spot.code_place_id or spot.place_id}):
        visit = Visit(place_id, None, fact.worker_id, spot.device_at, spot.received_at)
        await complete_by_visit(session, visit, fact.subject_id, now=now)


async def relieve(session: AsyncSession, fact: PostingEnded, now: datetime) -> None:
    """What they were to do by name goes to the successor, else to the grid."""
    leaver_id = await survivor_of(session, fact.person_id)
    successor_id = await survivor_of(session, fact.handed_to_id) if fact.handed_to_id else None
    await hand_over(session, leaver_id, successor_id, now)


async def take_back(session: AsyncSession, fact: AccountShut, now: datetime) -> None:
    """The same of a shut account; not, if it is open again."""
    await hand_over(session, await survivor_of(session, fact.subject_id), None, now)


async def cancel_at(session: AsyncSession, fact: PlaceEnded, now: datetime) -> None:
    """Nobody goes where nothing stands any more."""
    gone = select(Place.id).where(below(Place, [fact.subject_id]))
    await cancel_open(
        session,
        PatrolTask.place_id.in_(gone),
        reason="place_ended",
        by_id=fact.ended_by_id,
        now=now,
    )


async def let_go(session: AsyncSession, fact: PlaceMoved, now: datetime) -> None:
    """Tasks follow their place by themselves; whom nobody knows there is relieved."""
    await let_go_at(session, fact.subject_id, now)


async def cancel_of_asset(session: AsyncSession, fact: AssetStateChanged, now: datetime) -> None:
    """Nobody goes to see what was removed."""
    if fact.state == "removed":
        of_asset = PatrolTask.asset_id == fact.subject_id
        await cancel_open(session, of_asset, reason="asset_removed", by_id=None, now=now)


async def look_again(session: AsyncSession, fact: HazardRectified, now: datetime) -> None:
    """What was put right is to be looked at again: one task for all of a form at a place."""
    place = await session.get(Place, fact.place_id)
    if place is None or place.ended_at is not None:
        return
    await take_turn(session, fact.place_id)
    if not await is_to_reinspect(session, fact.subject_id):
        return
    if await is_asked_for(session, REINSPECTION, fact.place_id, fact.form_key):
        return
    wanted = Wanted(
        source_kind=REINSPECTION,
        source_id=fact.subject_id,
        located=located_at(place),
        title=f"隐患复查：{fact.label}",
        route_name="隐患复查",
        form_key=fact.form_key,
        opens_at=now,
        closes_at=max(fact.due_at, now + SOME_TIME),
    )
    await make_once(session, [wanted])


async def looked_again(session: AsyncSession, fact: HazardClosed, now: datetime) -> None:
    """The inspection that passed it completes the task. A second task may have been asked for in
    the moment in which it came: its hazard was still waiting, the first task done. Heard behind
    `look_again` of the same hazard, whoever works."""
    found = await visit_of(session, fact.submission_id) if fact.submission_id else None
    if found is not None and fact.submission_id is not None:
        await complete_by_visit(session, Visit(*found), fact.submission_id, now=now)
    await _look_no_more(session, fact, now)


async def look_no_more(session: AsyncSession, fact: HazardDropped, now: datetime) -> None:
    """It was waived, or is void."""
    await _look_no_more(session, fact, now)


async def _look_no_more(session: AsyncSession, fact: HazardFact, now: datetime) -> None:
    """Where nothing is left to be looked at again, no task is."""
    await take_turn(session, fact.place_id)
    if not await anything_to_reinspect(session, fact.place_id, fact.form_key):
        there = (PatrolTask.place_id == fact.place_id, PatrolTask.form_key == fact.form_key)
        of_hazards = PatrolTask.source_kind == REINSPECTION
        await cancel_open(session, *there, of_hazards, reason="needless", by_id=None, now=now)


REACTIONS = [
    Reaction("patrol_tasks.look_again", HazardRectified, look_again),
    Reaction("patrol_tasks.looked_again", HazardClosed, looked_again),
    Reaction("patrol_tasks.look_no_more", HazardDropped, look_no_more),
    Reaction(MAKE_TASKS, PlansDue, make_tasks),
    Reaction("patrol_tasks.begin", PatrolPlanActivated, begin),
    Reaction("patrol_tasks.begin_anew", PatrolPlanChanged, begin_anew),
    Reaction("patrol_tasks.stop", PatrolPlanEnded, stop),
    Reaction("patrol_tasks.complete_asked", InspectionReceived, complete_asked),
    Reaction("patrol_tasks.reopen_completed", InspectionDeleted, reopen_completed),
    Reaction("patrol_tasks.reopen_rejected", InspectionRejected, reopen_rejected),
    Reaction("patrol_tasks.complete_there", CheckInRecorded, complete_there),
    Reaction("patrol_tasks.complete_accepted", CheckInReviewed, complete_accepted),
    Reaction("patrol_tasks.relieve", PostingEnded, relieve),
    Reaction("patrol_tasks.take_back", AccountShut, take_back),
    Reaction("patrol_tasks.cancel_at", PlaceEnded, cancel_at),
    Reaction("patrol_tasks.let_go", PlaceMoved, let_go),
    Reaction("patrol_tasks.cancel_of_asset", AssetStateChanged, cancel_of_asset),
]

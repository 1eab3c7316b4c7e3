"""What inspections tell: hazards that are there, and hazards that are gone."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.events.facts import record
from shequ_api.base.places.located import located_at
from shequ_api.base.places.models import Place
from shequ_api.blocks.workflow.service import open_case
from shequ_api.features.hazards import queries
from shequ_api.features.hazards.events import (
    HazardEscalated,
    HazardFound,
    HazardReinspectionFailed,
)
from shequ_api.features.hazards.flow import FLOW, TO_RECTIFY, HazardState
from shequ_api.features.hazards.models import Hazard, HazardFinding
from shequ_api.features.hazards.rules import (
    Judged,
    Look,
    Raised,
    distinct,
    escalated_at_once,
    is_after,
    is_same,
    ticket_text,
)
from shequ_api.features.hazards.service.following import catch_up
from shequ_api.features.hazards.service.judging import judge
from shequ_api.features.hazards.service.steps import facts_of, rectify, step, take_turn
from shequ_api.features.hazards.service.terms import Terms, terms_of
from shequ_api.features.ticket_sources.public import file_ticket
from shequ_api.kit.ids import new_id


class _Sorted(NamedTuple):
    """What a look says: hazards that are there again, ones that are new, ones that are gone."""

    again: list[tuple[Hazard, Raised]]
    fresh: list[Raised]
    gone: list[Hazard]


async def take_in(
    session: AsyncSession,
    place: Place,
    look: Look,
    *,
    photo_ids: Sequence[UUID],
    source_id: UUID | None = None,
    noted: Collection[UUID] = (),
    now: datetime,
) -> UUID | None:
    """Note what a look says. One ticket for all that is to be put right by it; its id.

    What is known joins the hazard that is open, whose ticket is under way. `noted`: hazards of
    which it says what it said before.
    """
    raised = distinct(look.raised)
    standing = queries.standing_at(place.id, look.form_key)
    if not raised and (await session.scalars(standing.limit(1))).first() is None:
        return None
    await take_turn(session, place.id)
    of_look = queries.concerned(place.id, look.form_key, look.submission_id, look.seen_at)
    # What it named itself comes first, then what is open.
    known = sorted(await session.scalars(of_look), key=lambda hazard: hazard.id not in noted)
    said = _sort(known, raised, look.judged() if known else {})
    terms = await terms_of(session, located_at(place)["district_id"], now)
    for hazard in (each for each in said.gone if each.id not in noted):
        await _seen_gone(session, hazard, look, terms, now=now)
    wanting = [
        (hazard, one)
        for hazard, one in said.again
        if hazard.id not in noted and await _seen_again(session, hazard, look, terms, now=now)
    ]
    new = [_found(session, place, look, one, terms, now=now) for one in said.fresh]
    if not new and not wanting:
        return None
    ticket_id = await _file(
        session, place, look, [*(one for _, one in wanting), *said.fresh],
        again=sum(hazard.round > 1 for hazard, _ in wanting),
        photo_ids=photo_ids, source_id=source_id, now=now,
    )  # fmt: skip
    for hazard in (*(hazard for hazard, _ in wanting), *new):
        hazard.ticket_id = ticket_id
    session.add_all(new)
    # Findings refer to hazards by a plain column, so these are written first.
    await session.flush()
    session.add_all(_finding(hazard, look, there=True, now=now) for hazard in new)
    return ticket_id


def _sort(known: Sequence[Hazard], raised: Sequence[Raised], judged: Judged) -> _Sorted:
    again: list[tuple[Hazard, Raised]] = []
    fresh = []
    for one in raised:
        hazard = next((each for each in known if is_same(each, one, judged)), None)
        if hazard is None:
            fresh.append(one)
        elif hazard not in [each for each, _ in again]:
            again.append((hazard, one))
    there = {hazard.id for hazard, _ in again}
    gone = [
        hazard
        for hazard in known
        if hazard.ended_at is None and hazard.id not in there and hazard.field in judged
    ]
    return _Sorted(again, fresh, gone)


def _found(
    session: AsyncSession, place: Place, look: Look, one: Raised, terms: Terms, *, now: datetime
) -> Hazard:
    """A new hazard. Its case and its fact are in the session, it itself comes behind its ticket."""
    columns = located_at(place)
    case = open_case(
        session, FLOW, actor_id=look.worker_id, district_id=columns["district_id"], now=now
    )
    upward = escalated_at_once(one.level)
    hazard = Hazard(
        **columns,
        id=new_id(),
        case_id=case.id,
        case=case,
        state=case.state,
        form_key=look.form_key,
        field=one.field,
        label=one.label,
        level=one.level,
        text=one.text,
        submission_id=look.submission_id,
        round=1,
        found_at=now,
        due_at=terms.rectify_by(one.level, now),
        escalated_to=upward,
        escalated_at=now if upward else None,
    )
    record(session, HazardFound(**facts_of(hazard)), now=now)
    if upward is not None:
        told = HazardEscalated(**facts_of(hazard), to=upward, overdue=False)
        record(session, told, now=now)
    return hazard


async def _seen_again(
    session: AsyncSession, hazard: Hazard, look: Look, terms: Terms, *, now: datetime
) -> bool:
    """It is still there. Whether that asks for a ticket: it did not pass, or has none."""
    if hazard.state == HazardState.VOID:
        await _revive(session, hazard, look, now=now)
    session.add(_finding(hazard, look, there=True, now=now))
    await catch_up(session, [hazard], terms, now=now)
    if hazard.ended_at is not None:
        return False
    if hazard.state == HazardState.RECTIFIED:
        assert hazard.rectified_at is not None
        if not is_after(look.seen_at, hazard.rectified_at):
            return False
        await _fail(session, hazard, look, terms, now=now)
        return True
    return hazard.ticket_id is None


async def _fail(
    session: AsyncSession, hazard: Hazard, look: Look, terms: Terms, *, now: datetime
) -> None:
    hazard.round += 1
    seen = str(look.submission_id)
    await step(
        session, hazard, "fail", by_id=look.by_id, now=now, submission_id=seen, round=hazard.round
    )
    hazard.rectified_at = hazard.rectified_by_id = hazard.rectified_by_submission_id = None
    hazard.due_at = terms.rectify_by(hazard.level, now)
    failed = HazardReinspectionFailed(**facts_of(hazard), round=hazard.round)
    record(session, failed, now=now)


async def _revive(session: AsyncSession, hazard: Hazard, look: Look, *, now: datetime) -> None:
    """An edit says again what another had taken back."""
    await step(session, hazard, "revive", by_id=look.by_id, now=now)
    hazard.ended_at = None


async def _seen_gone(
    session: AsyncSession, hazard: Hazard, look: Look, terms: Terms, *, now: datetime
) -> None:
    """It is gone. Of what nobody has settled, this says that it was put right: then somebody else
    looks at it again."""
    session.add(_finding(hazard, look, there=False, now=now))
    await catch_up(session, [hazard], terms, now=now)
    if hazard.state in TO_RECTIFY:
        await rectify(
            session, hazard, terms, by_id=look.by_id, at=look.seen_at, seen_in=look, now=now
        )
    await judge(session, hazard, now=now)


def _finding(hazard: Hazard, look: Look, *, there: bool, now: datetime) -> HazardFinding:
    return HazardFinding(
        id=new_id(),
        hazard_id=hazard.id,
        submission_id=look.submission_id,
        district_id=hazard.district_id,
        there=there,
        by_id=look.by_id,
        seen_at=look.seen_at,
        noted_at=now,
    )


async def _file(
    session: AsyncSession,
    place: Place,
    look: Look,
    hazards: Sequence[Raised],
    *,
    again: int,
    photo_ids: Sequence[UUID],
    source_id: UUID | None,
    now: datetime,
) -> UUID:
    """One ticket: one visit puts all of them right. The inspection is its source."""
    ticket_id = await file_ticket(
        session,
        service_code="safety_hazard",
        place=place,
        text=ticket_text(hazards, again=again),
        reporter_id=look.worker_id,
        photo_ids=photo_ids,
        source_kind="hazard",
        source_id=source_id or look.submission_id,
        now=now,
    )
    # Hazards refer to the ticket by a plain column, so its row is written first.
    await session.flush()
    return ticket_id

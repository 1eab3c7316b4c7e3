"""Settling: the register says what an inspection tells as it stands now, and nothing more."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.walls import enter_district, leave_walls
from shequ_api.base.people.recognition import posting_of, postings_of
from shequ_api.base.places.models import Place
from shequ_api.base.register.models import Entry, Premises
from shequ_api.base.register.sealing import RegisterSeal
from shequ_api.base.register.tallies import recount_grids
from shequ_api.base.register.tellable import Tellable, tellable_of
from shequ_api.base.register.turns import take_turn
from shequ_api.base.registry import Registry
from shequ_api.blocks.forms.hiding import hidden_keys
from shequ_api.blocks.forms.models import FormVersion, SealedAnswers, Submission
from shequ_api.blocks.forms.service import answers_at, checker_of
from shequ_api.blocks.forms.telling import Told, tellings
from shequ_api.features.patrols.public import Inspection, InspectionState
from shequ_api.features.register.public import EDIT
from shequ_api.features.register_answers.knowing import (
    Subject,
    standing_of,
    subjects_of,
    version_of,
)
from shequ_api.features.register_answers.models import Statement
from shequ_api.features.register_answers.rules import Standing, StatementOutcome, observed_at
from shequ_api.features.register_answers.saying import fitting
from shequ_api.features.register_answers.service.registering import (
    REGISTERED,
    register_unnamed,
    unregister,
)
from shequ_api.features.register_answers.service.telling import (
    Answered,
    Said,
    take_back,
    tell,
)
from shequ_api.kit.clock import china_date
from shequ_api.kit.errors import Refusal

STANDING = frozenset({InspectionState.RECEIVED, InspectionState.EDITED, InspectionState.APPROVED})
Key = tuple[UUID, str]
"""A subject's id and a key."""


async def settle(session: AsyncSession, inspection_id: UUID, *, now: datetime) -> None:
    """Tell what an inspection's answers tell by now, and take back what they told before.

    May run as often as one likes, in any order: it looks at what stands. Enters the walls of its
    district and leaves them.
    """
    # Whoever reviews or edits holds the same row, and is heard of after this.
    locked = select(Inspection).where(Inspection.id == inspection_id).with_for_update()
    inspection = await session.scalar(locked)
    if inspection is None:
        return
    seal: RegisterSeal = session.info["register_seal"]
    await enter_district(session, inspection.district_id)
    place = await session.get_one(Place, inspection.place_id)
    submission = await session.get_one(Submission, inspection.id)
    answered = Answered(
        submission_id=inspection.id,
        number=inspection.answers_number,
        place=place,
        worker_id=inspection.worker_id,
        observed_at=observed_at(inspection.filled_at, inspection.received_at),
        based_on=frozenset(submission.based_on or ()),
    )
    stands = inspection.state in STANDING and await _may_tell(session, inspection, place, now)
    told = await _told(session, inspection, submission) if stands else []
    if stands:
        answered = answered._replace(forgotten=await _forgotten(session, inspection, submission))
    # One after another at a place, also those who decide there: what they did is seen below.
    await take_turn(session, place.id)
    statements = await _statements(session, inspection.id)
    if told or statements:
        await _settle(session, seal, answered, told, statements, now=now)
    await leave_walls(session)


async def _may_tell(
    session: AsyncSession, inspection: Inspection, place: Place, now: datetime
) -> bool:
    """Whether who wrote it, or approved it, may edit the register there."""
    registry: Registry = session.info["registry"]
    answering = [inspection.worker_id]
    if inspection.state == InspectionState.APPROVED and inspection.reviewed_by_id is not None:
        answering.append(inspection.reviewed_by_id)
    for person_id in answering:
        for row in await session.execute(postings_of(person_id, china_date(now))):
            posting = posting_of(row)
            rights = registry.roles.permissions_of(posting.role, posting.permissions)
            if EDIT in rights and posting.scope.holds(place):
                return True
    return False


async def _told(
    session: AsyncSession, inspection: Inspection, submission: Submission
) -> list[Told]:
    version = await session.get_one(FormVersion, submission.version_id)
    answers = await answers_at(session, inspection.id, inspection.answers_number)
    return tellings(checker_of(version).definition, answers)


async def _forgotten(session: AsyncSession, inspection: Inspection, submission: Submission) -> bool:
    """Whether the personal answers are gone: what they told stays told."""
    version = await session.get_one(FormVersion, submission.version_id)
    if not hidden_keys(checker_of(version).definition):
        return False
    key = (inspection.id, inspection.answers_number)
    return await session.get(SealedAnswers, key) is None


async def _statements(session: AsyncSession, submission_id: UUID) -> list[Statement]:
    """What it has told and not taken back, the latest first."""
    live = (
        Statement.submission_id == submission_id,
        Statement.outcome != StatementOutcome.WITHDRAWN,
    )
    return list(await session.scalars(select(Statement).where(*live).order_by(Statement.id.desc())))


async def _settle(
    session: AsyncSession,
    seal: RegisterSeal,
    answered: Answered,
    told: list[Told],
    statements: list[Statement],
    *,
    now: datetime,
) -> None:
    subjects = await _subjects(session, answered.place, told, statements)
    meant = await register_unnamed(session, seal, answered, subjects, told, now=now)
    wanted = _wanted(seal, answered.place, subjects, told, meant)
    # That somebody is there at all comes first, and goes last.
    for statement in sorted(statements, key=lambda one: one.key == REGISTERED):
        subject_id = statement.entry_id or statement.premises_id or statement.place_id
        subject = subjects.get(subject_id)
        again = wanted.get((subject_id, statement.key))
        fact = _fact(statement)
        if again is not None and again.version == statement.said:
            del wanted[subject_id, statement.key]
        elif answered.forgotten and (fact is None or fact.sealed):
            continue
        elif statement.key != REGISTERED:
            await take_back(session, seal, statement, subject, fact, now=now)
        elif subject_id not in meant.values():
            await unregister(session, statement, subject, now=now)
    # Weighed before any is taken: several may stand in one row.
    weighed = [(one, standing_of(seal, one.subject, one.fact)) for one in wanted.values()]
    for said, standing in weighed:
        await _tell(session, seal, said, standing, answered, now)
    await session.flush()
    grids = {subject.row.micro_grid_id for subject in subjects.values()}
    await recount_grids(session, grids, now=now)


async def _tell(
    session: AsyncSession,
    seal: RegisterSeal,
    said: Said,
    standing: Standing | None,
    answered: Answered,
    now: datetime,
) -> None:
    try:
        async with session.begin_nested():
            await tell(session, seal, said, standing, answered, now=now)
    except Refusal:
        # A consent that was taken back, say: the form stands, the register goes without.
        return


async def _subjects(
    session: AsyncSession, place: Place, told: list[Told], statements: list[Statement]
) -> dict[UUID, Subject]:
    named = {one.about for one in told if one.about is not None}
    named |= {one.entry_id or one.premises_id or place.id for one in statements}
    entries: Any = Entry.id.in_(named)
    shops: Any = Premises.id.in_(named)
    if any(one.reference and one.about is None for one in told):
        # Whom it names may be there already.
        entries |= (Entry.place_id == place.id) & Entry.ended_at.is_(None)
        shops |= (Premises.place_id == place.id) & Premises.ended_at.is_(None)
    people, premises = select(Entry.id).where(entries), select(Premises.id).where(shops)
    found = await subjects_of(session, [place], people, premises, lock=True)
    return {key: subject for key, subject in found.items() if _lies_at(subject, place)}


def _lies_at(subject: Subject, place: Place) -> bool:
    row = subject.row
    return subject.place is not None or place.id in {row.place_id, row.building_id}


def _wanted(
    seal: RegisterSeal,
    place: Place,
    subjects: Mapping[UUID, Subject],
    told: list[Told],
    meant: Mapping[str, UUID],
) -> dict[Key, Said]:
    """What is to be told, the last word of the form about each; `meant`: whom the references mean
    that were left open."""
    wanted: dict[Key, Said] = {}
    for one in told:
        subject_id = one.about or (meant.get(one.reference) if one.reference else place.id)
        subject = subjects.get(subject_id) if subject_id else None
        fact = tellable_of(one.to, one.fact)
        if subject is None or fact is None or fact.subject != subject.kind:
            continue
        try:
            value = fitting(fact, one.value)
        except Refusal:
            continue
        version = version_of(seal, subject, fact, value)
        wanted[subject.id, fact.key] = Said(subject, fact, value, version, one.pointer)
    return wanted


def _fact(statement: Statement) -> Tellable | None:
    to = statement.subject if statement.entry_id or statement.premises_id else None
    return tellable_of(to, statement.key)

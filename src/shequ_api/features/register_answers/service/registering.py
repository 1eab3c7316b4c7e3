"""Whom a form names without their being in the register: found there after all, or entered."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.places.models import PlaceKind
from shequ_api.base.register.catalogue import SubjectKind, ValueKind
from shequ_api.base.register.freshness import RegisterSource
from shequ_api.base.register.rules import Identity, Origin, Stay, same_human
from shequ_api.base.register.sealing import RegisterSeal, plain_name
from shequ_api.base.register.service.entries import enter_person, identity_of
from shequ_api.base.register.service.occupancies import live_occupancy, move_out
from shequ_api.base.register.service.renewing import believe_since
from shequ_api.base.register.tellable import Field, Tellable, tellable_of
from shequ_api.blocks.forms.telling import Told
from shequ_api.features.register_answers.knowing import Subject, version_of
from shequ_api.features.register_answers.models import Statement
from shequ_api.features.register_answers.rules import StatementOutcome
from shequ_api.features.register_answers.saying import fitting
from shequ_api.features.register_answers.service.telling import Answered, Said, statement_of
from shequ_api.features.register_premises.public import (
    Particulars,
    close_premises,
    open_premises,
)
from shequ_api.kit.clock import china_date
from shequ_api.kit.errors import Refusal

REGISTERED = "registered"
"""The key of the statement that somebody, or a shop, is there at all."""
Subjects = dict[UUID, Subject]


async def register_unnamed(
    session: AsyncSession,
    seal: RegisterSeal,
    answered: Answered,
    subjects: Subjects,
    told: Sequence[Told],
    *,
    now: datetime,
) -> dict[str, UUID]:
    """Reference that was left open → whom it means: somebody of that name who is there, else
    somebody who is entered now. One of two of the same name is nobody.

    `subjects` has all who are there, locked, and gets who is new.
    """
    meant: dict[str, UUID] = {}
    for reference, to, said in _unnamed(told):
        find = _person if to == SubjectKind.PERSON else _premises
        try:
            async with session.begin_nested():
                subject = await find(session, seal, answered, subjects, said, reference, now)
        except Refusal:
            # A name that is none, a household's second head: the form stands all the same.
            continue
        if subject is not None:
            subjects[subject.id] = subject
            meant[reference] = subject.id
    return meant


def _unnamed(told: Sequence[Told]) -> list[tuple[str, str, dict[str, Any]]]:
    """Reference, kind, and fact → fitting value, of what the references left open."""
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for one in told:
        if one.about is not None or one.reference is None or one.to is None:
            continue
        said = found.setdefault((one.reference, one.to), {})
        fact = tellable_of(one.to, one.fact)
        try:
            said[one.fact] = fitting(fact, one.value) if fact else None
        except Refusal:
            continue
    return [(*key, said) for key, said in found.items()]


async def _person(
    session: AsyncSession,
    seal: RegisterSeal,
    answered: Answered,
    subjects: Subjects,
    said: Mapping[str, Any],
    reference: str,
    now: datetime,
) -> Subject | None:
    name, place = said.get(Field.NAME), answered.place
    if name is None or place.kind != PlaceKind.DWELLING:
        return None
    identity = Identity(name=name, phone=said.get(Field.PHONE))
    living = [one for one in subjects.values() if one.entry and one.entry.place_id == place.id]
    known = [(one, identity_of(seal, one.entry)) for one in living if one.entry]
    alike = [one for one, its in known if plain_name(its.name or "") == plain_name(name)]
    sure = [one for one, its in known if same_human(its, identity)]
    if alike or sure:
        return sure[0] if sure else alike[0] if len(alike) == 1 else None
    if (belonging := said.get(Field.BELONGING)) is None:
        return None
    stay = Stay(belonging=belonging, starts_on=china_date(answered.observed_at))
    entry = await enter_person(
        session,
        seal,
        place,
        identity,
        stay,
        origin=_origin(answered),
        actor_id=answered.worker_id,
        now=now,
    )
    occupancy = await live_occupancy(session, entry)
    for row in (entry, occupancy):
        believe_since(row, answered.observed_at)
    subject = Subject(SubjectKind.PERSON, entry=entry, occupancy=occupancy)
    session.add(_registration(seal, answered, subject, reference, now))
    return subject


async def _premises(
    session: AsyncSession,
    seal: RegisterSeal,
    answered: Answered,
    subjects: Subjects,
    said: Mapping[str, Any],
    reference: str,
    now: datetime,
) -> Subject | None:
    name, kind = said.get(Field.NAME), said.get(Field.PREMISES_KIND)
    if name is None:
        return None
    there = [one for one in subjects.values() if one.premises is not None]
    alike = [one for one in there if plain_name(one.row.name) == plain_name(name)]
    if alike or kind is None:
        return alike[0] if len(alike) == 1 else None
    premises = await open_premises(
        session,
        seal,
        answered.place,
        Particulars(name=name, kind=kind),
        origin=_origin(answered),
        actor_id=answered.worker_id,
        now=now,
    )
    believe_since(premises, answered.observed_at)
    subject = Subject(SubjectKind.PREMISES, premises=premises)
    session.add(_registration(seal, answered, subject, reference, now))
    return subject


def _origin(answered: Answered) -> Origin:
    return Origin(source=RegisterSource.FORM, source_id=answered.submission_id)


def _registration(
    seal: RegisterSeal, answered: Answered, subject: Subject, reference: str, now: datetime
) -> Statement:
    fact = Tellable(subject=subject.kind, key=REGISTERED, title="登记", value=ValueKind.YES_NO)
    said = Said(subject, fact, True, version_of(seal, subject, fact, True), reference)
    return statement_of(said, answered, StatementOutcome.NEW, now=now)


async def unregister(
    session: AsyncSession, statement: Statement, subject: Subject | None, *, now: datetime
) -> None:
    """Whom the form had entered is not there after all, unless somebody else has seen them."""
    statement.outcome = StatementOutcome.WITHDRAWN
    if subject is None or subject.row.source_id != statement.submission_id:
        return
    if subject.premises is not None:
        await close_premises(session, subject.premises, actor_id=statement.worker_id, now=now)
    elif subject.entry is not None and subject.occupancy is not None:
        stay = subject.occupancy
        if subject.entry.person_id is None and stay.source_id == statement.submission_id:
            await move_out(
                session,
                subject.entry,
                ends_on=stay.starts_on,
                actor_id=statement.worker_id,
                now=now,
            )

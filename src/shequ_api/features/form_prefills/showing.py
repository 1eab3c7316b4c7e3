"""Putting prefills together: for many places in as many statements as for one."""

from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.base.places.models import Place
from shequ_api.base.register.catalogue import SubjectKind
from shequ_api.base.register.sealing import RegisterSeal
from shequ_api.base.register.service.entries import identity_of
from shequ_api.base.register.tellable import Tellable, tellable_of
from shequ_api.blocks.forms.definition import FormDefinition
from shequ_api.blocks.forms.fields import AnyField, ReferenceField
from shequ_api.blocks.forms.telling import answer_for
from shequ_api.features.form_prefills import queries
from shequ_api.features.form_prefills.schemas import Prefill, PrefilledField, PrefilledSubject
from shequ_api.features.register_answers.public import Subject, known_view, subjects_of, value_of
from shequ_api.kit.masking import mask_name


class Telling(NamedTuple):
    """A field that tells a fact."""

    field: AnyField
    fact: Tellable


class Wanted(NamedTuple):
    """What a form asks that the register may know."""

    tellings: Sequence[Telling]
    kinds: frozenset[str]
    """Of what its references name."""


def wanted_by(definition: FormDefinition) -> Wanted:
    """The fields of a form that tell facts, and what its references name."""
    kinds: dict[str, str] = {}
    tellings = []
    for field in (field for section in definition.sections for field in section.fields):
        if isinstance(field, ReferenceField):
            kinds[field.key] = field.to
        if field.tells is None:
            continue
        to = kinds[field.tells.about] if field.tells.about else None
        fact = tellable_of(to, field.tells.fact)
        if fact is not None:
            tellings.append(Telling(field, fact))
    return Wanted(tellings, frozenset(kinds.values()))


async def prefills(
    session: AsyncSession,
    seal: RegisterSeal,
    actor: Actor,
    wanted: Wanted,
    places: Sequence[Place],
) -> list[Prefill]:
    """What is known of places, in their order."""
    ids = [place.id for place in places]
    people = queries.people_at(actor, ids) if SubjectKind.PERSON in wanted.kinds else ()
    shops = queries.premises_at(actor, ids) if SubjectKind.PREMISES in wanted.kinds else ()
    found = await subjects_of(session, places, people, shops)
    there: dict[UUID, list[Subject]] = {place_id: [] for place_id in ids}
    for subject in found.values():
        if subject.place is None:
            for place_id in {subject.row.place_id, subject.row.building_id} & there.keys():
                there[place_id].append(subject)
    return [_prefill(seal, wanted, found[place.id], place, there[place.id]) for place in places]


def _prefill(
    seal: RegisterSeal, wanted: Wanted, itself: Subject, place: Place, there: Sequence[Subject]
) -> Prefill:
    # A building's form may name its shops; who lives in it is nobody's at the building.
    named = [one for one in there if one.premises is not None or one.row.place_id == place.id]
    return Prefill(
        place_id=place.id,
        place_name=place.full_name,
        subjects=[_subject(seal, one) for one in named],
        fields=[
            _field(seal, one, subject)
            for subject in (itself, *named)
            for one in wanted.tellings
            if one.fact.subject == subject.kind
        ],
    )


def _subject(seal: RegisterSeal, subject: Subject) -> PrefilledSubject:
    if subject.entry is not None:
        known = identity_of(seal, subject.entry).name
        name = known and mask_name(known)
    else:
        name = subject.row.name
    return PrefilledSubject(id=subject.id, kind=subject.kind, name=name)


def _field(seal: RegisterSeal, one: Telling, subject: Subject) -> PrefilledField:
    value = value_of(seal, subject, one.fact)
    return PrefilledField(
        field=one.field.key,
        subject_id=subject.id,
        title=one.fact.title,
        sealed=one.fact.sealed,
        answer=None if one.fact.sealed else answer_for(one.field, value),
        known=known_view(seal, subject, one.fact),
    )

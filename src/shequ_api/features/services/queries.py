"""Reads of services."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, false, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor, in_scope
from shequ_api.base.people.models import Person
from shequ_api.base.places.models import Place
from shequ_api.base.places.offices import places_over
from shequ_api.features.services.guide import ServiceGuide
from shequ_api.features.services.models import ServiceEdition, ServiceItem
from shequ_api.features.services.rules import ServiceState
from shequ_api.kit.chinese import INITIALS, LATIN, SYLLABLE, SYLLABLES, asked_terms
from shequ_api.kit.errors import Malformed

Rows = Select[*tuple[Any, ...]]
S = ServiceItem
PUBLISHED = S.state == ServiceState.PUBLISHED
_LINE = (S.id, S.place_id, S.title, S.provider, S.theme, S.applicants, S.edition)
_SHOWN = (
    S.published["summary"].astext.label("summary"),
    S.published["channels"].label("channels"),
    S.published["promised_workdays"].as_integer().label("promised_workdays"),
)
_KEPT = (S.state, S.position, S.version, S.drafted_at, S.published_at)


class ServicePlaceUnknown(Malformed):
    code, title = "service_place_unknown", "没有这个地点"


@dataclass(frozen=True, slots=True)
class OfferedService:
    """A service that is offered somewhere, with its present edition."""

    item: ServiceItem
    keeper: Place
    """The place whose office keeps it."""
    edition: ServiceEdition

    @property
    def guide(self) -> ServiceGuide:
        return ServiceGuide.model_validate(self.edition.guide)


async def offered_at(
    session: AsyncSession, place: Place, service_id: UUID
) -> OfferedService | None:
    """A service that is published and offered at a place, with its edition."""
    inside = S.place_id.in_(places_over(place))
    return await _with_edition(session, S.id == service_id, inside, PUBLISHED)


async def published_one(session: AsyncSession, service_id: UUID) -> OfferedService | None:
    """A service that is published, wherever it is offered, with its edition."""
    return await _with_edition(session, S.id == service_id, PUBLISHED)


async def edition_of(session: AsyncSession, service_id: UUID, number: int) -> OfferedService | None:
    """An edition of a service, whether it is still offered or not."""
    wanted = ServiceEdition.number == number
    return await _with_edition(session, S.id == service_id, wanted, present=False)


async def _with_edition(
    session: AsyncSession, *conditions: ColumnElement[bool], present: bool = True
) -> OfferedService | None:
    found = (
        select(ServiceItem, Place, ServiceEdition)
        .join(Place, Place.id == S.place_id)
        .join(ServiceEdition, ServiceEdition.service_id == S.id)
        .where(*conditions)
    )
    if present:
        found = found.where(ServiceEdition.number == S.edition)
    row = (await session.execute(found)).one_or_none()
    return None if row is None else OfferedService(*row)


def offered_lines(place: Place, *conditions: ColumnElement[bool]) -> Rows:
    """What is offered at a place, with the name of the office that keeps it."""
    return _lines(*_SHOWN).where(PUBLISHED, S.place_id.in_(places_over(place)), *conditions)


def found_by(typed: str) -> ColumnElement[bool]:
    """Each word that is typed stands in its title or in what people call it: as it is, or as it is
    read."""
    return and_(*(_holds(word) for word in typed.split()))


def _holds(word: str) -> ColumnElement[bool]:
    terms = asked_terms(word)
    letters = [term for term in terms if term[0] == LATIN]
    sounds = [term for term in terms if term[0] in {SYLLABLE, SYLLABLES, INITIALS}]
    held = (S.terms.contains(each) for each in (letters, sounds) if each)
    return or_(false(), *held)


def kept_lines(actor: Actor, *conditions: ColumnElement[bool]) -> Rows:
    """Services in the scope of the acting posting, for those who keep them."""
    changed = S.draft.is_distinct_from(S.published).label("changed")
    return _lines(*_KEPT, changed, S.made_at).where(in_scope(actor, S), *conditions)


def _lines(*columns: Any) -> Rows:
    keeper = Place.name.label("keeper_name")
    return select(*_LINE, keeper, *columns).join(Place, Place.id == S.place_id)


def edition_lines(service_id: UUID) -> Rows:
    """What was published, and by whom."""
    return (
        select(
            ServiceEdition.number,
            ServiceEdition.published_at,
            ServiceEdition.guide,
            ServiceEdition.form_version_id,
            Person.name,
        )
        .join(Person, Person.id == ServiceEdition.published_by_id)
        .where(ServiceEdition.service_id == service_id)
    )

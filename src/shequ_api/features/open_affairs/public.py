"""What other features may ask of open affairs: to disclose, and to read what is disclosed."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.places.models import Place
from shequ_api.features.open_affairs import service
from shequ_api.features.open_affairs.models import Disclosure, DisclosureEdition
from shequ_api.features.open_affairs.queries import disclosure_lines as disclosure_lines
from shequ_api.features.open_affairs.queries import places_over as places_over
from shequ_api.features.open_affairs.queries import shown_at as shown_at
from shequ_api.features.open_affairs.rules import DisclosureState
from shequ_api.features.open_affairs.schemas import LINE as LINE

TOLD_ANEW = "系统数据更新"


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What a feature lays open, in words that name no person."""

    origin: str
    """The feature's name, as its module has it."""
    subject_id: UUID
    """What it tells of: with the origin, the disclosure's key."""
    category: str
    """The code of a category of all districts."""
    title: str
    text: str
    answered_by: str
    shown_until: datetime | None = None


async def disclose(session: AsyncSession, place: Place, told: Told, *, now: datetime) -> UUID:
    """Lay something open at a place, at once and signed by nobody; the disclosure's id.

    Told again in the same words, nothing happens; in other words, that is a correction. What an
    office withdrew stays withdrawn. Raises `DisclosurePlaceUnfit`, `DisclosureCategoryUnknown`."""
    category = await service.category_named(session, service.check_place(place), told.category)
    fresh = service.opened_at(place, category, now=now)
    names = ("id", "city_id", "district_id", "subdistrict_id", "community_id", "compound_id")
    row: dict[str, Any] = {
        name: getattr(fresh, name) for name in (*names, "place_id", "category_id", "made_at")
    }
    key = {"origin": told.origin, "subject_id": told.subject_id}
    first = row | key | {"state": DisclosureState.DRAFT.value, "version": 1, "touched": 0}
    await session.execute(insert(Disclosure).values(first).on_conflict_do_nothing())
    # Whoever comes at the same moment waited above, and tells the same or a correction.
    same = select(Disclosure).filter_by(**key).with_for_update(key_share=True)
    disclosure = (await session.scalars(same.execution_options(populate_existing=True))).one()
    if disclosure.state == DisclosureState.WITHDRAWN or await _said(session, disclosure, told):
        return disclosure.id
    number = (disclosure.number or 0) + 1
    edition = DisclosureEdition(
        disclosure_id=disclosure.id,
        number=number,
        district_id=disclosure.district_id,
        needed_second=False,
        published_at=now,
        title=told.title,
        text=told.text,
        answered_by=told.answered_by,
        shown_until=told.shown_until,
        change_note=TOLD_ANEW if number > 1 else None,
    )
    shown_from = disclosure.shown_from or now
    await service.show(session, disclosure, edition, shown_from=shown_from, now=now)
    return disclosure.id


async def _said(session: AsyncSession, disclosure: Disclosure, told: Told) -> bool:
    """Whether the edition that is shown says just that."""
    shown = await session.get(DisclosureEdition, (disclosure.id, disclosure.number or 0))
    names = ("title", "text", "answered_by", "shown_until")
    return shown is not None and all(getattr(shown, n) == getattr(told, n) for n in names)

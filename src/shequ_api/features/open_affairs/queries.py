"""Reads of categories and disclosures. A reader's way leads over the places that theirs lies in:
for each one look into one index, which holds what is published and nothing else."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Select,
    Uuid,
    and_,
    case,
    column,
    func,
    or_,
    select,
    true,
    tuple_,
    type_coerce,
)
from sqlalchemy.dialects.postgresql import array
from sqlalchemy.orm import aliased

from shequ_api.base.files.models import File
from shequ_api.base.files.showing import SHOWN_COLUMNS
from shequ_api.base.people.models import Person
from shequ_api.base.places.here import HERE
from shequ_api.base.places.models import Place
from shequ_api.features.open_affairs.models import (
    Disclosure,
    DisclosureCategory,
    DisclosureDraft,
    DisclosureEdition,
    DisclosureFile,
)
from shequ_api.features.open_affairs.rules import DisclosureState
from shequ_api.kit.statements import built_once

Rows = Select[*tuple[Any, ...]]
OVER = ("compound_id", "community_id", "subdistrict_id", "district_id")


def places_over(place: Place) -> list[UUID]:
    """The places whose disclosures are read at a place, itself among them."""
    levels = [getattr(place, each) for each in OVER]
    return [each for each in levels if each is not None]


def categories_at(district_id: UUID | None) -> Select[DisclosureCategory]:
    """What a district may disclose under, in order."""
    own = or_(DisclosureCategory.owner_id.is_(None), DisclosureCategory.owner_id == district_id)
    standing = select(DisclosureCategory).where(own, DisclosureCategory.retired_at.is_(None))
    order = (DisclosureCategory.position, DisclosureCategory.code, DisclosureCategory.id)
    return standing.order_by(*order)


def category_at(district_id: UUID | None, code: str) -> Select[DisclosureCategory]:
    """The category of a code; a district's own stands before that of all."""
    found = categories_at(district_id).where(DisclosureCategory.code == code)
    return found.order_by(None).order_by(DisclosureCategory.owner_id.is_(None)).limit(1)


def of_category(code: str) -> ColumnElement[bool]:
    """Disclosures of the categories of a code: that of all, and districts' own."""
    named = select(DisclosureCategory.id).where(DisclosureCategory.code == code)
    return Disclosure.category_id.in_(named)


def shown_at(
    place_ids: Sequence[UUID],
    now: Any,
    *,
    after: Sequence[Any] | None,
    most: int,
    category: str | None = None,
) -> Rows:
    """What is shown at some places: id, shown_from, the newest `most`."""
    ids = array([type_coerce(each, Uuid()) for each in place_ids])
    spot = func.unnest(ids).table_valued(column("place_id", Uuid()), name="spot").render_derived()
    over = or_(Disclosure.shown_until.is_(None), Disclosure.shown_until > now)
    here = (
        select(Disclosure.id, Disclosure.shown_from)
        .where(Disclosure.place_id == spot.c.place_id)
        .where(Disclosure.state == DisclosureState.PUBLISHED, Disclosure.shown_from <= now, over)
        .order_by(Disclosure.shown_from.desc(), Disclosure.id.desc())
        .limit(most)
    )
    if after is not None:
        here = here.where(tuple_(Disclosure.shown_from, Disclosure.id) < tuple_(*after))
    if category is not None:
        here = here.where(of_category(category))
    each = here.correlate(spot).lateral()
    found = select(each.c.id, each.c.shown_from).select_from(spot.join(each, true()))
    return found.order_by(each.c.shown_from.desc(), each.c.id.desc()).limit(most)


def counted_here(now: Any, most: int) -> Rows:
    """`many` that are shown at `HERE`, counted up to `most`."""
    shown = shown_at(places_over(HERE), now, after=None, most=most).subquery()
    return select(func.count().label("many")).select_from(shown)


def _lines(*more: Any) -> Rows:
    d, category = Disclosure, DisclosureCategory
    return (
        select(
            *(d.id, d.version, d.place_id, d.state, d.number, d.shown_from, d.made_at, d.origin),
            *(d.shown_until, d.withdrawn_at, d.withdrawal_reason),
            Place.full_name.label("place_name"),
            category.code.label("category"),
            category.title.label("category_title"),
            *more,
        )
        .select_from(Disclosure)
        .join(Place, Place.id == d.place_id)
        .join(category, category.id == d.category_id)
    )


_EDITION = and_(
    DisclosureEdition.disclosure_id == Disclosure.id, DisclosureEdition.number == Disclosure.number
)
WORDS = (
    *("title", "text", "answered_by"),
    *("objections_until", "objections_to", "change_note"),
)


@built_once
def disclosure_lines() -> Rows:
    """Disclosures with the words that are shown."""
    e = DisclosureEdition
    lines = _lines(e.published_at, *(getattr(e, name) for name in WORDS))
    return lines.join(e, _EDITION)


@built_once
def kept_lines() -> Rows:
    """Disclosures for their offices: where nothing was shown yet, with the words of the draft."""
    e, d, author = DisclosureEdition, DisclosureDraft, aliased(Person)
    unshown = Disclosure.number.is_(None)
    words = (case((unshown, getattr(d, w)), else_=getattr(e, w)).label(w) for w in WORDS)
    writing = d.disclosure_id.is_not(None).label("being_written")
    lines = _lines(*words, e.published_at, writing, author.name.label("author_name"))
    wrote = func.coalesce(d.written_by_id, e.written_by_id)
    return (
        lines.outerjoin(e, _EDITION)
        .outerjoin(d, d.disclosure_id == Disclosure.id)
        .outerjoin(author, author.id == wrote)
    )


def edition_lines(disclosure_id: UUID) -> Rows:
    """All editions of a disclosure, with who wrote and who published each."""
    writer, publisher = aliased(Person), aliased(Person)
    names = (writer.name.label("written_by_name"), publisher.name.label("published_by_name"))
    return (
        select(DisclosureEdition.__table__, *names)
        .outerjoin(writer, writer.id == DisclosureEdition.written_by_id)
        .outerjoin(publisher, publisher.id == DisclosureEdition.published_by_id)
        .where(DisclosureEdition.disclosure_id == disclosure_id)
    )


def changes_of(disclosure_id: UUID) -> Rows:
    """What each correction says that it changed, the latest first."""
    e = DisclosureEdition
    corrections = (e.disclosure_id == disclosure_id, e.number > 1)
    return (
        select(e.number, e.change_note, e.published_at)
        .where(*corrections)
        .order_by(e.number.desc())
        .limit(50)
    )


def files_of(disclosure_id: UUID, number: int) -> Rows:
    """The photos and documents of an edition, or of a draft, in order."""
    return (
        select(*SHOWN_COLUMNS)
        .join(DisclosureFile, DisclosureFile.file_id == File.id)
        .where(DisclosureFile.disclosure_id == disclosure_id, DisclosureFile.number == number)
        .where(File.erased_at.is_(None))
        .order_by(DisclosureFile.position)
    )


def latest_files(disclosure_id: UUID | None) -> Select[File]:
    """What the draft of a disclosure has, else the edition that is shown; of none, nothing."""
    written = select(DisclosureDraft.number).where(DisclosureDraft.disclosure_id == disclosure_id)
    shown = select(Disclosure.number).where(Disclosure.id == disclosure_id)
    latest = func.coalesce(written.scalar_subquery(), shown.scalar_subquery())
    return (
        select(File)
        .join(DisclosureFile, DisclosureFile.file_id == File.id)
        .where(DisclosureFile.disclosure_id == disclosure_id, DisclosureFile.number == latest)
        .order_by(DisclosureFile.position)
    )


def files_at_hand(person_id: UUID, disclosure_id: UUID | None) -> ColumnElement[bool]:
    """Files of one's own, and those that a disclosure has: a colleague corrects it with them."""
    theirs = select(DisclosureFile.file_id).where(DisclosureFile.disclosure_id == disclosure_id)
    return or_(File.owner_id == person_id, File.id.in_(theirs))


def draft_of(disclosure_id: UUID) -> Select[DisclosureDraft]:
    """What is being written of a disclosure."""
    return select(DisclosureDraft).where(DisclosureDraft.disclosure_id == disclosure_id)


def readable(now: datetime) -> ColumnElement[bool]:
    """What everybody may look at: shown, ended, or withdrawn after it was shown."""
    return Disclosure.shown_from <= now

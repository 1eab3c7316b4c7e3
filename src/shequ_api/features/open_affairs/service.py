"""Writing disclosures, publishing and correcting them, withdrawing them."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, insert
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.base.events.facts import record
from shequ_api.base.files.models import File
from shequ_api.base.places.models import Place
from shequ_api.features.open_affairs import queries, refusals
from shequ_api.features.open_affairs.events import DisclosurePublished, DisclosureWithdrawn
from shequ_api.features.open_affairs.models import (
    Disclosure,
    DisclosureCategory,
    DisclosureDraft,
    DisclosureEdition,
    DisclosureFile,
)
from shequ_api.features.open_affairs.rules import HELD_AT, DisclosureState, lasts_enough
from shequ_api.features.open_affairs.schemas import DisclosureDraftBody, DisclosureOpening
from shequ_api.kit.ids import new_id
from shequ_api.kit.repointing import QUIET

PERIOD_AND_WORDS = ("shown_until", *queries.WORDS)


async def place_to_disclose(session: AsyncSession, actor: Actor, place_id: UUID) -> Place:
    """A place of the actor's scope that discloses. DisclosurePlaceUnfit."""
    place = await session.get(Place, place_id)
    if place is None or place.ended_at is not None or not actor.covers(place):
        raise refusals.DisclosurePlaceUnfit
    return check_place(place)


def check_place(place: Place) -> Place:
    """DisclosurePlaceUnfit."""
    if place.kind not in HELD_AT or place.ended_at is not None:
        raise refusals.DisclosurePlaceUnfit
    return place


async def category_named(session: AsyncSession, place: Place, code: str) -> DisclosureCategory:
    """DisclosureCategoryUnknown."""
    found = await session.scalar(queries.category_at(place.district_id, code))
    if found is None:
        raise refusals.DisclosureCategoryUnknown
    return found


def opened_at(place: Place, category: DisclosureCategory, *, now: datetime) -> Disclosure:
    """The row of a new disclosure, before its first edition."""
    return Disclosure(
        id=new_id(),
        city_id=place.city_id,
        district_id=place.district_id,
        subdistrict_id=place.subdistrict_id,
        community_id=place.community_id,
        compound_id=place.compound_id,
        place_id=place.id,
        category_id=category.id,
        state=DisclosureState.DRAFT,
        made_at=now,
    )


async def write(
    session: AsyncSession,
    actor: Actor,
    place: Place,
    opening: DisclosureOpening,
    *,
    files: Sequence[File],
    now: datetime,
) -> Disclosure:
    """A draft of something that a place is to disclose."""
    category = await category_named(session, place, opening.category)
    disclosure = opened_at(place, category, now=now)
    session.add(disclosure)
    await session.flush()
    await rewrite(session, actor, disclosure, opening, files=files, now=now)
    return disclosure


async def rewrite(
    session: AsyncSession,
    actor: Actor,
    disclosure: Disclosure,
    words: DisclosureDraftBody,
    *,
    files: Sequence[File],
    now: datetime,
) -> None:
    """Other words for what was never shown; of what is, a correction, shown once published."""
    if disclosure.state == DisclosureState.WITHDRAWN:
        raise refusals.DisclosureWithdrawnAlready
    if (words.change_note is None) != (disclosure.number is None):
        raise refusals.ChangeNoteUnfit
    _check_times(disclosure, words, now)
    draft = await session.scalar(queries.draft_of(disclosure.id))
    if draft is None:
        number = (disclosure.number or 0) + 1
        draft = DisclosureDraft(
            disclosure_id=disclosure.id, district_id=disclosure.district_id, number=number
        )
        session.add(draft)
    for name in ("shown_from", *PERIOD_AND_WORDS):
        setattr(draft, name, getattr(words, name))
    draft.written_at, draft.written_by_id = now, actor.person_id
    disclosure.touched += 1
    await session.flush()
    await _put_files(session, disclosure, draft.number, files)


def _check_times(
    disclosure: Disclosure, words: DisclosureDraftBody | DisclosureDraft, now: datetime
) -> None:
    begins = disclosure.shown_from or max(words.shown_from or now, now)
    until, objections = words.shown_until, words.objections_until
    over = until is not None and until <= max(begins, now)
    # Kept in a correction, a time for objections may have passed.
    outside = objections is not None and (
        objections <= begins or (until is not None and objections > until)
    )
    if over or outside:
        raise refusals.DisclosureTimesUnfit


async def _put_files(
    session: AsyncSession, disclosure: Disclosure, number: int, files: Sequence[File]
) -> None:
    await _drop_files(session, disclosure, number)
    rows = [
        {
            "disclosure_id": disclosure.id,
            "number": number,
            "file_id": file.id,
            "district_id": disclosure.district_id,
            "position": position,
        }
        for position, file in enumerate(files)
    ]
    if rows:
        await session.execute(insert(DisclosureFile), rows)


async def _drop_files(session: AsyncSession, disclosure: Disclosure, number: int) -> None:
    of_draft = (
        DisclosureFile.disclosure_id == disclosure.id,
        DisclosureFile.number == number,
    )
    await session.execute(delete(DisclosureFile).where(*of_draft), execution_options=QUIET)


async def discard(session: AsyncSession, disclosure: Disclosure) -> None:
    """Give a draft up: of what was never shown all of it, else the correction alone."""
    draft = await session.scalar(queries.draft_of(disclosure.id))
    if draft is None:
        raise refusals.NothingToThrowAway
    await _drop_files(session, disclosure, draft.number)
    await session.delete(draft)
    await session.flush()
    if disclosure.number is None:
        await session.delete(disclosure)
    else:
        disclosure.touched += 1
    await session.flush()


async def publish(
    session: AsyncSession, actor: Actor, disclosure: Disclosure, *, now: datetime
) -> None:
    """Show what was written; by somebody else where its category asks for that."""
    draft = await session.scalar(queries.draft_of(disclosure.id))
    if draft is None:
        raise refusals.NothingToDisclose
    category = await session.get_one(DisclosureCategory, disclosure.category_id)
    if category.needs_second and draft.written_by_id == actor.person_id:
        raise refusals.OwnDisclosure
    # It may have lain for long: nobody could object within a period that is over.
    _check_times(disclosure, draft, now)
    shown_from = disclosure.shown_from or max(draft.shown_from or now, now)
    if category.least_days and not lasts_enough(shown_from, draft.shown_until, category.least_days):
        raise refusals.DisclosureTooShort(least_days=category.least_days)
    edition = DisclosureEdition(
        disclosure_id=disclosure.id,
        number=draft.number,
        district_id=disclosure.district_id,
        needed_second=category.needs_second,
        written_by_id=draft.written_by_id,
        published_by_id=actor.person_id,
        published_at=now,
        **{name: getattr(draft, name) for name in PERIOD_AND_WORDS},
    )
    await session.delete(draft)
    await show(session, disclosure, edition, shown_from=shown_from, now=now)


async def show(
    session: AsyncSession,
    disclosure: Disclosure,
    edition: DisclosureEdition,
    *,
    shown_from: datetime,
    now: datetime,
) -> None:
    """Let an edition be the one that is read."""
    disclosure.state, disclosure.number = DisclosureState.PUBLISHED, edition.number
    disclosure.shown_from, disclosure.shown_until = shown_from, edition.shown_until
    await session.flush()
    session.add(edition)
    fact = DisclosurePublished(
        subject_id=disclosure.id,
        district_id=disclosure.district_id,
        place_id=disclosure.place_id,
        number=edition.number,
    )
    record(session, fact, now=now)
    await session.flush()


async def withdraw(
    session: AsyncSession, actor: Actor, disclosure: Disclosure, *, reason: str, now: datetime
) -> None:
    """Show its words no more; whoever looks for it reads why."""
    if disclosure.state != DisclosureState.PUBLISHED:
        raise refusals.DisclosureNotPublished
    draft = await session.scalar(queries.draft_of(disclosure.id))
    if draft is not None:  # there is nothing left to correct
        await discard(session, disclosure)
    disclosure.state, disclosure.withdrawn_at = DisclosureState.WITHDRAWN, now
    disclosure.withdrawn_by_id, disclosure.withdrawal_reason = actor.person_id, reason
    await session.flush()
    fact = DisclosureWithdrawn(
        subject_id=disclosure.id,
        district_id=disclosure.district_id,
        place_id=disclosure.place_id,
    )
    record(session, fact, now=now)

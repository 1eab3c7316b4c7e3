"""Disclosures as everybody sees them, and as their offices do."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.files.showing import Showcase, Shown
from shequ_api.base.registry import Registry
from shequ_api.features.open_affairs import queries
from shequ_api.features.open_affairs.models import Disclosure
from shequ_api.features.open_affairs.rules import STATUS_TITLES, DisclosureStatus, status_of
from shequ_api.features.open_affairs.schemas import (
    DisclosureChangeView,
    DisclosureDraftView,
    DisclosureView,
    KeptDisclosureView,
)
from shequ_api.kit.errors import Absent

Row = Any


def titled(session: AsyncSession, row: Row, now: datetime) -> dict[str, Any]:
    """A row of disclosures, with how it stands and what its codes are called."""
    registry: Registry = session.info["registry"]
    status = status_of(row["state"], row["shown_from"], row["shown_until"], now)
    titles = {module.name: module.title for module in registry.modules}
    return {
        **row,
        "status": status,
        "status_title": STATUS_TITLES[status],
        "origin_title": titles.get(row["origin"] or ""),
    }


async def files_shown(
    session: AsyncSession, disclosure_id: UUID, number: int, showcase: Showcase, now: datetime
) -> Shown:
    """The photos and documents of an edition, or of a draft."""
    rows = await session.execute(queries.files_of(disclosure_id, number))
    return showcase.shown(rows, now)


def _untold(shown: dict[str, Any]) -> dict[str, Any]:
    """Without what its office wrote: a name may stand in any line of it."""
    place, category = shown["place_name"], shown["category_title"]
    nothing = dict.fromkeys(("text", "objections_until", "objections_to"))
    return {**shown, **nothing, "title": f"{category}（{place}）", "answered_by": place}


async def public_view(
    session: AsyncSession, disclosure_id: UUID, showcase: Showcase, now: datetime
) -> DisclosureView:
    """What everybody may look at: of what was withdrawn, that it was, and why."""
    lines = queries.disclosure_lines(Disclosure.id == disclosure_id, queries.readable(now))
    row = (await session.execute(lines)).mappings().one_or_none()
    if row is None:
        raise Absent
    shown = titled(session, row, now)
    if shown["status"] == DisclosureStatus.WITHDRAWN:
        nothing: dict[str, Any] = {"photos": [], "documents": [], "changes": []}
        return DisclosureView(**_untold(shown), **nothing, open_to_objections=False)
    files = await files_shown(session, disclosure_id, row["number"], showcase, now)
    until = row["objections_until"]
    changes = (await session.execute(queries.changes_of(disclosure_id))).mappings()
    return DisclosureView(
        **shown,
        open_to_objections=until is not None and now < until,
        photos=files.photos,
        documents=files.documents,
        changes=[DisclosureChangeView(**change) for change in changes],
    )


async def kept_view(
    session: AsyncSession, disclosure_id: UUID, showcase: Showcase, now: datetime
) -> KeptDisclosureView:
    """As its office sees it."""
    found = await session.execute(queries.kept_lines(Disclosure.id == disclosure_id))
    row = found.mappings().one()
    number = row["number"] or 1
    files = await files_shown(session, disclosure_id, number, showcase, now)
    draft = await session.scalar(queries.draft_of(disclosure_id))
    written = None
    if draft is not None:
        theirs = await files_shown(session, disclosure_id, draft.number, showcase, now)
        names = ("shown_from", "shown_until", *queries.WORDS)
        words = {name: getattr(draft, name) for name in names}
        written = DisclosureDraftView(
            **words,
            number=draft.number,
            photos=theirs.photos,
            documents=theirs.documents,
            written_by_id=draft.written_by_id,
        )
    return KeptDisclosureView(
        **titled(session, row, now),
        photos=files.photos,
        documents=files.documents,
        draft=written,
    )

"""The feed of a place over HTTP."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.base.access.policies import PerhapsActor
from shequ_api.base.places.models import Place
from shequ_api.base.registry import Registry
from shequ_api.features.notice_reading.public import Spot, spots_of, spots_of_place
from shequ_api.features.notices.public import CATEGORY_TITLES, EVERYBODY, NoticeCategory
from shequ_api.features.place_feed import queries
from shequ_api.features.place_feed.schemas import FeedItem, FeedKind
from shequ_api.kit.clock import china_date
from shequ_api.kit.errors import Absent
from shequ_api.kit.http.exchange import Now, Session
from shequ_api.kit.http.route import Router
from shequ_api.kit.pages import Page, ThePaging, page_of

router = Router(tags=["place_feed"])


@router.get("/places/{place_id}/feed")
async def list_place_feed(
    place_id: UUID,
    actor: PerhapsActor,
    session: Session,
    paging: ThePaging,
    now: Now,
) -> Page[FeedItem]:
    """此处动态: Notices and disclosures for a place by itself and by all above it, newest first.
    Strangers see what is public; whoever lives or serves there, what is addressed to them, too."""
    place = await session.get(Place, place_id)
    if place is None or place.ended_at is not None:
        raise Absent
    here = spots_of_place(place, EVERYBODY)
    own = await _own_spots(session, actor, here, now)
    item = queries.items_at(place, here, own, now, after=paging.after, most=paging.limit + 1)
    lines = queries.with_words(item)
    rows, cursor = await page_of(session, lines, [item.c.at, item.c.id], paging)
    return Page(items=[FeedItem(**_titled(row)) for row in rows], next_cursor=cursor)


async def _own_spots(
    session: AsyncSession, actor: Actor | None, here: set[Spot], now: datetime
) -> set[Spot]:
    if actor is None:
        return set()
    registry: Registry = session.info["registry"]
    mine = await spots_of(session, registry, actor.person_id, china_date(now))
    return queries.own_spots(here, mine)


def _titled(row: dict[str, Any]) -> dict[str, Any]:
    if row["kind"] != FeedKind.NOTICE:
        return row
    return row | {"category_title": CATEGORY_TITLES[NoticeCategory(row["category"])]}

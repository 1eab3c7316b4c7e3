"""One order out of several: each source gives its newest, and of all these the newest are shown."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, func, literal, select, union, union_all

from shequ_api.base.places.models import Place
from shequ_api.features.notice_reading.public import Spot
from shequ_api.features.notice_reading.public import shown_at as notices_at
from shequ_api.features.notices.public import NoticeTarget, notice_lines
from shequ_api.features.open_affairs.public import disclosure_lines, places_over
from shequ_api.features.open_affairs.public import shown_at as disclosures_at
from shequ_api.features.place_feed.schemas import FeedKind

Rows = Select[*tuple[Any, ...]]


def own_spots(here: Collection[Spot], mine: Collection[Spot]) -> set[Spot]:
    """Of a reader's spots those that a place lies in."""
    around = {spot.target_id for spot in here}
    return {spot for spot in mine if spot.target_id in around}


def items_at(
    place: Place,
    here: Collection[Spot],
    own: Collection[Spot],
    now: datetime,
    *,
    after: Sequence[Any] | None,
    most: int,
) -> Any:
    """kind, id, at: of each source the newest `most` behind `after`, by an index each. A notice
    that comes by two ways stands once."""
    public = NoticeTarget.public.is_(True)
    notices: Any = notices_at(here, now, after=after, most=most, only=public)
    if own:
        addressed = notices_at(own, now, after=after, most=most)
        notices = union(notices.subquery().select(), addressed.subquery().select())
    told = notices.subquery().c
    disclosed = disclosures_at(places_over(place), now, after=after, most=most).subquery().c
    return union_all(
        _marked(FeedKind.NOTICE, told.notice_id, told.begins_at),
        _marked(FeedKind.DISCLOSURE, disclosed.id, disclosed.shown_from),
    ).cte("item")


def with_words(item: Any) -> Rows:
    """Items with what they say, in one statement for however many there are."""
    notice, disclosure = notice_lines().subquery(), disclosure_lines().subquery()
    words = ("place_id", "place_name", "category", "title", "text", "number")
    said = (func.coalesce(notice.c[name], disclosure.c[name]).label(name) for name in words)
    own = (disclosure.c.category_title, disclosure.c.answered_by)
    is_notice = and_(item.c.kind == FeedKind.NOTICE, notice.c.id == item.c.id)
    is_disclosure = and_(item.c.kind == FeedKind.DISCLOSURE, disclosure.c.id == item.c.id)
    lines = select(item.c.kind, item.c.id, item.c.at, *said, *own).select_from(item)
    return lines.outerjoin(notice, is_notice).outerjoin(disclosure, is_disclosure)


def _marked(kind: FeedKind, thing_id: Any, at: Any) -> Rows:
    return select(literal(kind.value).label("kind"), thing_id.label("id"), at.label("at"))

"""Reads of notices by readers. Their way leads over where they belong: for each such spot one look
into one index, which holds what is shown and nothing else."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Select,
    Text,
    Uuid,
    and_,
    column,
    exists,
    func,
    literal,
    or_,
    select,
    true,
    tuple_,
    union_all,
)
from sqlalchemy.dialects.postgresql import ARRAY, array
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.places.here import HERE
from shequ_api.base.places.located import SCOPE_COLUMNS
from shequ_api.base.places.models import Place
from shequ_api.base.registry import Registry
from shequ_api.features.notices.public import EVERYBODY, Notice, NoticeReceipt, NoticeTarget

Rows = Select[*tuple[Any, ...]]
COLUMNS = tuple(dict.fromkeys(SCOPE_COLUMNS.values()))


class Spot(NamedTuple):
    """Where somebody belongs, and as what."""

    target_id: UUID
    audience: str


def spots_of_place(place: Place, audience: str) -> set[Spot]:
    """What a place lies in, itself included."""
    found = {getattr(place, each, None) for each in COLUMNS}
    return {Spot(each, audience) for each in found if each is not None}


async def spots_of(
    session: AsyncSession, registry: Registry, person_id: UUID, on: date
) -> set[Spot]:
    """Where a person belongs on a day, by what they are: a handful for each home and office. One
    statement for what all may know, and for tags what their module needs."""
    parts = []
    for audience in registry.audiences.values():
        if audience.discreet:
            continue
        rows = audience.members(on).subquery()
        located = (rows.c[each] for each in COLUMNS)
        mine = select(literal(audience.key).label("audience"), *located)
        parts.append(mine.where(rows.c.person_id == person_id))
    found = (await session.execute(union_all(*parts))).mappings().all()
    belongings: list[tuple[str, Mapping[Any, Any]]] = [(row["audience"], row) for row in found]
    for carried in registry.carried:
        belongings += await carried(session, person_id, on)
    return {
        Spot(where[each], audience)
        for audience, where in belongings
        for each in COLUMNS
        if where[each] is not None
    }


def shown_at(
    spots: Collection[Spot],
    now: Any,
    *,
    after: Sequence[Any] | None,
    most: int,
    only: ColumnElement[bool] | None = None,
) -> Rows:
    """What is shown at some spots: notice_id, begins_at, the newest `most`."""
    given = sorted(spots, key=lambda spot: (spot.audience, spot.target_id.bytes))
    ids = literal([spot.target_id for spot in given], ARRAY(Uuid()))
    names = literal([spot.audience for spot in given], ARRAY(Text()))
    found = _newest(ids, names, now, after=after, most=most, only=only)
    return found.distinct()


def counted_here(now: Any, most: int) -> Rows:
    """`many` public notices that hold at `HERE` for everybody, counted up to `most`."""
    levels = [getattr(HERE, each) for each in COLUMNS if hasattr(HERE, each)]
    names = literal([EVERYBODY] * len(levels), ARRAY(Text()))
    public = NoticeTarget.public.is_(True)
    shown = _newest(array(levels), names, now, after=None, most=most, only=public).distinct()
    return select(func.count().label("many")).select_from(shown.subquery())


def _newest(
    ids: Any,
    names: Any,
    now: Any,
    *,
    after: Sequence[Any] | None,
    most: int,
    only: ColumnElement[bool] | None,
) -> Rows:
    columns = (column("target_id", Uuid()), column("audience", Text()))
    spot = func.unnest(ids, names).table_valued(*columns, name="spot").render_derived()
    here = (
        select(NoticeTarget.notice_id, NoticeTarget.begins_at)
        .where(NoticeTarget.target_id == spot.c.target_id)
        .where(NoticeTarget.audience == spot.c.audience, NoticeTarget.shown)
        .where(NoticeTarget.begins_at <= now, NoticeTarget.expires_at > now)
        .order_by(NoticeTarget.begins_at.desc(), NoticeTarget.notice_id.desc())
        .limit(most)
    )
    if after is not None:
        order = tuple_(NoticeTarget.begins_at, NoticeTarget.notice_id)
        here = here.where(order < tuple_(*after))
    if only is not None:
        here = here.where(only)
    each = here.correlate(spot).lateral()
    found = select(each.c.notice_id, each.c.begins_at).select_from(spot.join(each, true()))
    newest = (each.c.begins_at.desc(), each.c.notice_id.desc())
    return found.order_by(*newest).limit(most)


def unread_by(person_id: UUID) -> ColumnElement[bool]:
    """Targets of notices of which a person has not read the edition that is shown."""
    read = exists().where(
        NoticeReceipt.notice_id == NoticeTarget.notice_id,
        NoticeReceipt.person_id == person_id,
        NoticeReceipt.number >= NoticeTarget.number,
    )
    return ~read


def with_receipt(lines: Rows, person_id: UUID) -> Rows:
    """Beside each notice what a person read of it."""
    mine = and_(NoticeReceipt.notice_id == Notice.id, NoticeReceipt.person_id == person_id)
    unread = or_(NoticeReceipt.number.is_(None), NoticeReceipt.number < Notice.current_number)
    confirmed = NoticeReceipt.confirmed_number == Notice.current_number
    return lines.add_columns(
        unread.label("unread"),
        NoticeReceipt.read_at,
        func.coalesce(confirmed, False).label("confirmed"),
    ).outerjoin(NoticeReceipt, mine)

"""Reads of notices. A reader's way to them leads over where the reader belongs: for each such spot
one look into one index, which holds what is shown and nothing else."""

from collections.abc import Collection, Iterable, Mapping, Sequence
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
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from shequ_api.base.files.models import File
from shequ_api.base.people.models import Person
from shequ_api.base.places.located import SCOPE_COLUMNS
from shequ_api.base.places.models import Place
from shequ_api.base.registry import Audience
from shequ_api.features.notices.models import (
    Notice,
    NoticeEdition,
    NoticePhoto,
    NoticeReceipt,
    NoticeTarget,
)

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
    session: AsyncSession, audiences: Iterable[Audience], person_id: UUID, on: date
) -> set[Spot]:
    """Where a person belongs on a day: a handful for each home and office. One statement."""
    parts = []
    for audience in audiences:
        rows = audience.members(on).subquery()
        located = (rows.c[each] for each in COLUMNS)
        mine = select(literal(audience.key).label("audience"), *located)
        parts.append(mine.where(rows.c.person_id == person_id))
    found = (await session.execute(union_all(*parts))).mappings()
    return {
        Spot(row[each], row["audience"])
        for row in found
        for each in COLUMNS
        if row[each] is not None
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
    return found.distinct().order_by(*newest).limit(most)


def unread_by(person_id: UUID) -> ColumnElement[bool]:
    """Targets of notices of which a person has not read the edition that is shown."""
    read = exists().where(
        NoticeReceipt.notice_id == NoticeTarget.notice_id,
        NoticeReceipt.person_id == person_id,
        NoticeReceipt.number >= NoticeTarget.number,
    )
    return ~read


def notice_lines(*conditions: ColumnElement[bool]) -> Rows:
    """Notices with the edition that is shown, else the one that is being written."""
    latest = aliased(NoticeEdition)
    of_notice = select(func.max(latest.number)).where(latest.notice_id == Notice.id)
    newest = of_notice.correlate(Notice).scalar_subquery()
    edition = and_(
        NoticeEdition.notice_id == Notice.id,
        NoticeEdition.number == func.coalesce(Notice.current_number, newest),
    )
    author = aliased(Person)
    return (
        select(
            Notice.id,
            Notice.version,
            Notice.place_id,
            Place.name.label("place_name"),
            Notice.category,
            Notice.state,
            Notice.public,
            Notice.asks_confirmation,
            Notice.begins_at,
            Notice.expires_at,
            Notice.made_at,
            Notice.published_at,
            Notice.withdrawn_at,
            Notice.withdrawal_reason,
            NoticeEdition.number,
            NoticeEdition.title,
            NoticeEdition.text,
            author.name.label("author_name"),
        )
        .select_from(Notice)
        .join(NoticeEdition, edition)
        .join(Place, Place.id == Notice.place_id)
        .join(author, author.id == NoticeEdition.author_id)
        .where(*conditions)
    )


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


def photos_of(editions: Mapping[UUID, int]) -> Rows:
    """The photos of editions: notice_id beside a file's columns."""
    wanted = tuple_(NoticePhoto.notice_id, NoticePhoto.number).in_(list(editions.items()))
    return (
        select(NoticePhoto.notice_id, File.id, File.media_type, File.width, File.height)
        .add_columns(File.taken_at)
        .join(File, File.id == NoticePhoto.file_id)
        .where(wanted, File.erased_at.is_(None))
        .order_by(NoticePhoto.notice_id, NoticePhoto.position)
    )


def changes_of(notice_id: UUID) -> Rows:
    """What each published correction says that it changed, the latest first."""
    of_notice = (NoticeEdition.notice_id == notice_id, NoticeEdition.published_at.is_not(None))
    return (
        select(NoticeEdition.number, NoticeEdition.change_note, NoticeEdition.published_at)
        .where(*of_notice, NoticeEdition.number > 1)
        .order_by(NoticeEdition.number.desc())
        .limit(50)
    )


def open_edition(notice_id: UUID) -> Select[NoticeEdition]:
    """The edition that is being written or waits."""
    return select(NoticeEdition).where(
        NoticeEdition.notice_id == notice_id, NoticeEdition.published_at.is_(None)
    )


def targets_of(notice_id: UUID) -> Select[NoticeTarget]:
    """To whom a notice goes."""
    of_notice = select(NoticeTarget).where(NoticeTarget.notice_id == notice_id)
    return of_notice.order_by(NoticeTarget.name, NoticeTarget.target_id, NoticeTarget.audience)


def addressed(
    audiences: Mapping[str, Audience],
    targets: Collection[NoticeTarget],
    on: date,
    *within: tuple[str, UUID],
    lacking: ColumnElement[bool] | None = None,
) -> Rows:
    """Who is addressed, a row for each belonging: person_id, since, id. `lacking` is a condition
    on `NoticeReceipt` that must not be met by one of theirs; `within` narrows to a place or grid.
    """
    notice_ids = {target.notice_id for target in targets}
    parts = []
    for key in sorted({target.audience for target in targets} & audiences.keys()):
        rows = audiences[key].members(on).subquery()
        here = or_(*(rows.c[t.scope_column] == t.target_id for t in targets if t.audience == key))
        part = select(rows.c.person_id, rows.c.since, rows.c.id).where(here)
        part = part.where(*(rows.c[name] == value for name, value in within))
        if lacking is not None:
            met = exists().where(
                NoticeReceipt.notice_id.in_(notice_ids),
                NoticeReceipt.person_id == rows.c.person_id,
                lacking,
            )
            part = part.where(~met)
        parts.append(part)
    return select(union_all(*parts).subquery()) if len(parts) > 1 else parts[0]

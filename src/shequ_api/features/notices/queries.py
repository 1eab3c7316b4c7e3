"""Reads of notices, and of whom they are addressed to."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    exists,
    func,
    or_,
    select,
    tuple_,
    union_all,
)
from sqlalchemy.orm import aliased

from shequ_api.base.files.models import File
from shequ_api.base.files.showing import SHOWN_COLUMNS
from shequ_api.base.people.models import Person
from shequ_api.base.places.models import Place
from shequ_api.base.registry import Audience
from shequ_api.features.notices.models import (
    Notice,
    NoticeEdition,
    NoticeFile,
    NoticeReceipt,
    NoticeTarget,
)
from shequ_api.kit.statements import built_once

Rows = Select[*tuple[Any, ...]]


@built_once
def notice_lines() -> Rows:
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
    )


def files_of(editions: Mapping[UUID, int]) -> Rows:
    """The photos and documents of editions: notice_id beside a file's columns."""
    wanted = tuple_(NoticeFile.notice_id, NoticeFile.number).in_(list(editions.items()))
    return (
        select(NoticeFile.notice_id, *SHOWN_COLUMNS)
        .join(File, File.id == NoticeFile.file_id)
        .where(wanted, File.erased_at.is_(None))
        .order_by(NoticeFile.notice_id, NoticeFile.position)
    )


def latest_files(notice_id: UUID | None) -> Select[File]:
    """What the latest edition of a notice has, be it shown or written; of none, nothing."""
    latest = select(func.max(NoticeEdition.number)).where(NoticeEdition.notice_id == notice_id)
    return (
        select(File)
        .join(NoticeFile, NoticeFile.file_id == File.id)
        .where(NoticeFile.notice_id == notice_id)
        .where(NoticeFile.number == latest.scalar_subquery())
        .order_by(NoticeFile.position)
    )


def files_at_hand(person_id: UUID, notice_id: UUID | None) -> ColumnElement[bool]:
    """Files of one's own, and those that a notice has: a colleague corrects it with them."""
    theirs = select(NoticeFile.file_id).where(NoticeFile.notice_id == notice_id)
    return or_(File.owner_id == person_id, File.id.in_(theirs))


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

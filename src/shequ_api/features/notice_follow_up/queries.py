"""How many have read."""

from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, select

from shequ_api.features.notices.public import NoticeReceipt

Rows = Select[*tuple[Any, ...]]


def counted(rows: Rows, most: int) -> Select[int]:
    """How many different persons, as far as one more than `most`."""
    inner = rows.subquery()
    some = select(inner.c.person_id).distinct().limit(most + 1).subquery()
    return select(func.count()).select_from(some)


def among(rows: Rows, addressed: Rows) -> Rows:
    """Those of some who are addressed still."""
    still = addressed.subquery()
    return rows.where(NoticeReceipt.person_id.in_(select(still.c.person_id)))


def receipts_of(notice_id: UUID, *conditions: ColumnElement[bool]) -> Rows:
    """Who gave a receipt."""
    return select(NoticeReceipt.person_id).where(NoticeReceipt.notice_id == notice_id, *conditions)

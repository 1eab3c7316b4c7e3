"""Reads of what time does."""

from datetime import datetime

from sqlalchemy import Select, select

from shequ_api.features.service_applications.public import ServiceApplication

A = ServiceApplication


def unanswered(now: datetime) -> Select[ServiceApplication]:
    """Locked: those for which nothing came in time."""
    late = select(A).where(A.answer_by <= now).order_by(A.answer_by)
    return late.with_for_update(skip_locked=True, key_share=True)


def newly_overdue(now: datetime) -> Select[ServiceApplication]:
    """Locked: those whose promise is over, which nobody was told."""
    late = select(A).where(A.due_at <= now, A.overdue_told_at.is_(None)).order_by(A.due_at)
    return late.with_for_update(skip_locked=True, key_share=True)

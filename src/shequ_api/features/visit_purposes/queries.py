"""Reads of purposes."""

from sqlalchemy import Select, select

from shequ_api.features.visit_purposes.models import VisitPurpose


def purposes() -> Select[VisitPurpose]:
    """What one may visit for now, in order."""
    standing = select(VisitPurpose).where(VisitPurpose.retired_at.is_(None))
    return standing.order_by(VisitPurpose.position, VisitPurpose.code)

"""Reads of terms."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, select

from shequ_api.features.partner_terms.models import PartnerTerms


def terms_lines(place_ids: Collection[UUID]) -> Select[*tuple[Any, ...]]:
    """All editions of the terms of these places."""
    columns = [c for c in PartnerTerms.__table__.columns if c.name != "published_by_id"]
    return select(*columns).where(PartnerTerms.place_id.in_(place_ids))


def last_number(place_id: UUID) -> Select[int]:
    """How many editions of terms a place has."""
    count = func.coalesce(func.max(PartnerTerms.number), 0)
    return select(count).where(PartnerTerms.place_id == place_id)

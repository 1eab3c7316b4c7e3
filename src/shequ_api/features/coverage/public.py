"""What other features may ask of coverage."""

from typing import Any
from uuid import UUID

from sqlalchemy import Select, literal, select

from shequ_api.features.coverage.models import Coverage
from shequ_api.features.coverage.rules import NEVER, CoveredKind


def dwelling_rows(community_id: UUID) -> Select[*tuple[Any, ...]]:
    """The dwellings of a community: `subject_id`, `place_id`, the grids in which they lie, and as
    `value` the day of the last visit, counted from 1970-01-01; 0 for never."""
    return select(
        Coverage.place_id.label("subject_id"),
        Coverage.place_id,
        Coverage.general_grid_id,
        Coverage.micro_grid_id,
        literal("dwelling").label("state"),
        (Coverage.last_visited_on - NEVER).label("value"),
    ).where(Coverage.community_id == community_id, Coverage.kind == CoveredKind.DWELLING)

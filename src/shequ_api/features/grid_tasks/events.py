from typing import ClassVar
from uuid import UUID

from shequ_api.base.events.facts import Fact


class GridTaskCarried(Fact):
    """A grid was split or merged, and others took its task over. `subject_id` is that task."""

    name: ClassVar[str] = "grid_task_carried"

    source_id: UUID
    """What asked for it."""
    task_ids: list[UUID]
    """Of the grids that follow, one for each; another that ended may have been followed by the
    same."""
    source_ids: list[UUID]
    """Of these tasks, one for each: what will be said to have asked for it."""
    grid_ids: list[UUID]

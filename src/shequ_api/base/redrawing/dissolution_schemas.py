"""What is said of a grid that ends without a successor."""

from uuid import UUID

from pydantic import Field

from shequ_api.base.redrawing.schemas import OPEN_WORK, POSTING_ID, DryRun, EndedOffice
from shequ_api.kit.schema import Input, Line, Output, by_example


class Dissolution(Input):
    """Why a grid ends."""

    model_config = by_example({"reason": "商圈关闭，撤销专属网格", "dry_run": True})

    reason: Line
    dry_run: DryRun = False


class DissolutionView(Output):
    """A grid that ended, and what ended with it."""

    model_config = by_example(
        {
            "dry_run": False,
            "grid_id": "0199a3c4-5d6e-7f80-9a1b-000000000120",
            "places": 1,
            "ended_postings": [
                {
                    "posting_id": POSTING_ID,
                    "person_id": "0199a3c4-5d6e-7f80-9a1b-000000000102",
                    "role": "micro_grid_worker",
                    "open_work": [OPEN_WORK],
                }
            ],
        }
    )

    dry_run: bool
    grid_id: UUID
    places: int = Field(
        description="That a dedicated grid looked after; they stay in their micro-grids"
    )
    ended_postings: list[EndedOffice]

"""Shapes of tasks for whole grids."""

from uuid import UUID

from shequ_api.kit.schema import Output, by_example


class RemainingPlaceView(Output):
    """A place to which nobody has gone for a task yet."""

    model_config = by_example(
        {
            "place_id": "0199a3c4-5d6e-7f80-9a1b-000000000103",
            "place_name": "东苑1栋1单元101号",
        }
    )

    place_id: UUID
    place_name: str

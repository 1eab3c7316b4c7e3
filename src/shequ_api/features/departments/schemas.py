"""Shapes of departments."""

from typing import Annotated
from uuid import UUID

from pydantic import Field

from shequ_api.kit.schema import Id, Input, Instant, Line, Output, by_example


class DepartmentDraft(Input):
    """A department and who speaks for it: officers of departments in the district."""

    model_config = by_example(
        {"name": "消防救援大队", "officer_ids": ["0199a3c4-5d6e-7f80-9a1b-000000000102"]}
    )

    name: Line
    officer_ids: Annotated[tuple[Id, ...], Field(strict=False, max_length=50)] = ()


class DepartmentOfficers(Input):
    """All who speak for a department from now on."""

    model_config = by_example({"officer_ids": ["0199a3c4-5d6e-7f80-9a1b-000000000102"]})

    officer_ids: Annotated[tuple[Id, ...], Field(strict=False, max_length=50)]


class DepartmentView(Output):
    """A department of the district, and how many speak for it."""

    model_config = by_example(
        {
            "id": "0199a3c4-5d6e-7f80-9a1b-000000000161",
            "name": "消防救援大队",
            "made_at": "2026-11-01T10:05:12.480+08:00",
            "officers": 2,
        }
    )

    id: UUID
    name: str
    made_at: Instant
    officers: int

"""Reads of what was asked past the gate."""

from typing import Any

from sqlalchemy import Select, select

from shequ_api.base.people.models import Person
from shequ_api.base.places.models import Grid
from shequ_api.features.unadmitted_requests.models import UnadmittedRequest
from shequ_api.kit.statements import built_once

Rows = Select[*tuple[Any, ...]]


@built_once
def unadmitted_lines() -> Rows:
    """What was asked past the gate, and of whom."""
    grid = select(Grid.name).where(Grid.id == UnadmittedRequest.micro_grid_id).scalar_subquery()
    return select(
        UnadmittedRequest.id,
        UnadmittedRequest.asked_by,
        UnadmittedRequest.content,
        UnadmittedRequest.asked_on,
        UnadmittedRequest.reported_at,
        UnadmittedRequest.micro_grid_id,
        grid.label("micro_grid_name"),
        Person.name.label("reported_by_name"),
    ).join(Person, Person.id == UnadmittedRequest.reported_by_id)

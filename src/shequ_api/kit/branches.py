"""Pages out of several ordered lists: of each no more is read than a page shows."""

from collections.abc import Iterable, Sequence
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, select, tuple_, union_all
from sqlalchemy.orm import aliased

Model = TypeVar("Model")


def newest_of(
    model: type[Model],
    order: Sequence[Any],
    branches: Iterable[ColumnElement[bool]],
    *,
    after: Sequence[Any] | None,
    most: int,
) -> type[Model]:
    """Rows of a model in any of these branches, of each the newest `most` behind `after`: as a
    model to select from. A row belongs to one branch; each has an index for its order."""
    found = []
    for branch in branches:
        rows = select(model).where(branch)
        if after is not None:
            rows = rows.where(tuple_(*order) < tuple_(*after))
        newest = rows.order_by(*(column.desc() for column in order)).limit(most)
        found.append(select(newest.subquery()))
    return aliased(model, union_all(*found).subquery())

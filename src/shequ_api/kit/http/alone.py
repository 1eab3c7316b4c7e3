"""Many things in one request, each for itself: what one is refused harms no other."""

from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

from pydantic_core import to_jsonable_python
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.kit import db
from shequ_api.kit.errors import Refusal
from shequ_api.kit.schema import Output

Made = TypeVar("Made")


class ItemFault(Output):
    pointer: str
    code: str
    detail: str


class ItemProblem(Output):
    """Why one was refused: the members of a `Problem`, its own ones under `facts`."""

    status: int
    code: str
    title: str
    detail: str
    errors: list[ItemFault]
    facts: dict[str, Any]


async def alone(
    session: AsyncSession, constraints: db.Constraints, work: Callable[[], Awaitable[Made]]
) -> Made | Refusal:
    """What the work makes, or why it was refused: then all that it wrote is undone.

    What says nothing about one of them (a deadlock, a lost connection) is raised, for the whole.
    """
    try:
        async with session.begin_nested():
            return await work()
    except Refusal as refusal:
        return refusal
    except DBAPIError as error:
        meant = constraints.get(db.constraint_of(error) or "")
        if meant is None:
            raise
        return meant()


def problem_of(refusal: Refusal) -> ItemProblem:
    """A refusal as one item's problem."""
    return ItemProblem(
        status=refusal.status,
        code=refusal.code,
        title=refusal.title,
        detail=refusal.detail or refusal.title,
        errors=[ItemFault(**fault.as_dict()) for fault in refusal.errors],
        facts=to_jsonable_python(refusal.facts),
    )

from typing import Annotated, Any

from pydantic import Field

from shequ_api.features.need_pools.public import POOL_LINE, NeedPoolLine
from shequ_api.features.needs.public import DESK_LINE, SAID, CategoryCode, NeedDeskLine
from shequ_api.kit.schema import CleanText, Id, Input, Output, by_example

SHARED: dict[str, Any] = {"text": SAID["text"], "category_title": "维修", "quantity": 1}


class NeedSketch(Input):
    """What I am about to ask for."""

    model_config = by_example({n: SAID[n] for n in ("place_id", "category_code", "text")})

    place_id: Id = Field(description="A place in a community, or the community itself")
    category_code: CategoryCode
    text: Annotated[CleanText, Field(min_length=2, max_length=500)]


class SharedNeed(Output):
    """What a neighbour would like to have, too: never whose it is."""

    model_config = by_example(SHARED)

    text: str
    category_title: str
    quantity: int


class AlikePools(Output):
    """What is like what I am about to ask for, the likest first."""

    model_config = by_example({"pools": [POOL_LINE], "needs": [SHARED]})

    pools: list[NeedPoolLine] = Field(description="That I can join right away")
    needs: list[SharedNeed] = Field(description="That wait, and that neighbours share")


class AlikeNeeds(Output):
    """Waiting needs that a pool may gather, the likest first."""

    model_config = by_example({"needs": [DESK_LINE]})

    needs: list[NeedDeskLine]

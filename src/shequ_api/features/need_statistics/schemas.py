from typing import Any

from pydantic import Field

from shequ_api.kit.schema import Output, by_example

COUNT: dict[str, Any] = {
    "key": "repair",
    "title": "维修",
    "needs": 40,
    "pooled_share": 0.75,
    "settled_share": 0.5,
    "pools": 3,
    "ratings": 18,
    "average_score": 4.6,
}


class NeedCount(Output):
    """What needs and pools of one category, or of one community, come to."""

    model_config = by_example(COUNT)

    key: str = Field(description="The category's code, or the community's id")
    title: str
    needs: int = Field(description="Placed in these days")
    pooled_share: float | None = Field(
        description="Of them in a pool or settled by one, from 0 to 1; null: none were placed"
    )
    settled_share: float | None = Field(
        description="Of them settled, from 0 to 1; null: none were placed"
    )
    pools: int = Field(description="Opened in these days")
    ratings: int = Field(description="Given to these pools")
    average_score: float | None = Field(description="From 1 to 5; null: nobody rated them")


class NeedStatistics(Output):
    """What needs and pools come to; what has most needs first."""

    model_config = by_example({"by_category": [COUNT], "by_community": []})

    by_category: list[NeedCount]
    by_community: list[NeedCount]

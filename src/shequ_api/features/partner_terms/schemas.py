from typing import Annotated
from uuid import UUID

from pydantic import Field

from shequ_api.kit.schema import CleanText, Id, Input, Instant, Line, Output, by_example

TermsText = Annotated[CleanText, Field(min_length=1, max_length=20_000)]
_TERMS = {
    "place_id": "0199a3c4-5d6e-7f80-9a1b-000000000106",
    "title": "“益·社”联盟合作条款",
    "text": "一、合伙人按承诺的时间、数量和质量提供商品或服务……",
}


class PartnerTermsDraft(Input):
    """Terms of a community or district; the next edition of its own."""

    model_config = by_example(_TERMS)

    place_id: Id
    title: Line
    text: TermsText


class PartnerTermsView(Output):
    """One edition of terms."""

    model_config = by_example(
        {
            **_TERMS,
            "id": "0199a3c4-5d6e-7f80-9a1b-000000000203",
            "number": 2,
            "published_at": "2026-11-22T09:30:00.000+08:00",
        }
    )

    id: UUID
    place_id: UUID
    number: int
    title: str
    text: str
    published_at: Instant

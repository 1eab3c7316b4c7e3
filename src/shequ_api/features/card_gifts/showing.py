"""Putting gifts and policies together for a reader."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from shequ_api.features.card_gifts.rules import STATE_TITLES, GiftSide, GiftState
from shequ_api.features.card_gifts.schemas import CardGiftPolicyView, CardGiftView
from shequ_api.kit.masking import mask_name

UNNAMED = "未填写姓名"


def shown_name(name: str | None) -> str:
    """A name as whoever gives or gets may see it."""
    return (name and mask_name(name)) or UNNAMED


def policy_view(row: Mapping[str, Any]) -> CardGiftPolicyView:
    """An edition."""
    return CardGiftPolicyView(**{name: row[name] for name in CardGiftPolicyView.model_fields})


def gift_view(row: Mapping[Any, Any], reader_id: UUID) -> CardGiftView:
    """A gift as one of the two sees it."""
    given = row["giver_id"] == reader_id
    return CardGiftView(
        **{name: row[name] for name in CardGiftView.model_fields if name in row},
        side=GiftSide.GIVEN if given else GiftSide.RECEIVED,
        other_name=shown_name(row["receiver_name"] if given else row["giver_name"]),
        state_title=STATE_TITLES[GiftState(row["state"])],
    )

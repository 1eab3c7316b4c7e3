"""What notices show to those who scan a code."""

from typing import Any

from shequ_api.base.offering import NOW, Action, Card, Head, LandingCard
from shequ_api.features.notice_reading import queries

MOST_COUNTED = 9
ACTIONS = [
    Action(
        key="notices.of_place",
        head=Head.VIEW,
        title="看通知",
        operation="list_place_notices",
        permission=None,
        parameters=("place_id",),
    )
]


def _public(found: Any) -> Card | None:
    if not found.many:
        return None
    shown = f"{MOST_COUNTED}+" if found.many > MOST_COUNTED else str(found.many)
    return Card(
        key="notices.public",
        head=Head.VIEW,
        title="通知公告",
        text=f"此处有 {shown} 条通知",
        facts={"count": min(found.many, MOST_COUNTED), "more": found.many > MOST_COUNTED},
    )


PUBLIC_HERE = LandingCard(queries.counted_here(NOW, MOST_COUNTED + 1), _public)
"""How many public notices hold here, for everybody."""

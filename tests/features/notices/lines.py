"""Some notices, and templates that carry them, for lists to show."""

from httpx import AsyncClient
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.features.subscription_messages.models import SubscriptionTemplate
from shequ_api.kit.clock import utc_now
from shequ_api.kit.ids import new_id
from tests.cast import HOME, Cast
from tests.features.notices.board import Board


async def noticed(client: AsyncClient, cast: Cast, session: AsyncSession, count: int) -> None:
    """So many notices to a community, public ones, and so many templates."""
    board = Board(client, cast)
    for number in range(count):
        notice = await board.published(HOME, title=f"通知{number}", public=True)
        session.add(
            SubscriptionTemplate(
                id=new_id(),
                wechat_template_id=f"template_{number}",
                title="社区消息",
                fields=[],
                page="pages/index/index",
                lasting=False,
                merge_minutes=5,
                wanted_credits=3,
                ask_again_days=14,
                changed_at=utc_now(),
                changed_by_id=cast.people["city_administrator"],
            )
        )
    await session.commit()
    cast.places["notice"] = notice["id"]

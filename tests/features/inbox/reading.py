"""Reading messages as a member of the cast."""

from typing import Any
from uuid import uuid4

from httpx import AsyncClient
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.features.inbox.kinds import MessageKind
from shequ_api.features.inbox.service import News, tell
from shequ_api.kit.clock import utc_now
from tests.base.people.asking import ask
from tests.cast import Cast


async def messages(
    client: AsyncClient, cast: Cast, who: str, **question: Any
) -> list[dict[str, Any]]:
    """What a member was told, newest first."""
    answer = await ask(client, cast, who, "GET", "/me/messages", params=question)
    assert answer.status_code == 200, answer.text
    return list(answer.json()["items"])


async def kinds(client: AsyncClient, cast: Cast, who: str, **question: Any) -> list[str]:
    return [each["kind"] for each in await messages(client, cast, who, **question)]


async def unread(client: AsyncClient, cast: Cast, who: str) -> int:
    answer = await ask(client, cast, who, "GET", "/me/messages/unread-count")
    return int(answer.json()["count"])


def news(kind: MessageKind = MessageKind.TICKET_SETTLED, **more: Any) -> News:
    """Something to tell; about a thing of its own, unless `topic_id` says else."""
    about = uuid4()
    given: dict[str, Any] = {
        "title": "诉求已办结",
        "text": "请查看办理结果并评价。",
        "about_kind": "ticket",
        "about_id": about,
        "topic_id": about,
        "occasion_id": uuid4(),
        "district_id": None,
    }
    return News(kind=kind, **(given | more))


async def told(session: AsyncSession, cast: Cast, who: str, count: int = 1) -> None:
    """Tell a member of so many things."""
    for _ in range(count):
        await tell(session, [cast.people[who]], news(), now=utc_now())
    await session.commit()

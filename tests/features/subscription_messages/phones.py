"""Phones of the cast: what they answer when asked, and what arrives on them."""

from datetime import datetime
from typing import Any
from uuid import uuid4

from httpx import AsyncClient, Response
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.people.models import WeChatAccount
from shequ_api.features.inbox.service import tell
from shequ_api.features.subscription_messages.models import SubscriptionSend
from shequ_api.kit.clock import utc_now
from shequ_api.kit.db import Database
from shequ_api.kit.http.parts import Parts
from shequ_api.kit.ids import new_id
from tests.base.people.asking import ask
from tests.cast import Cast
from tests.features.inbox.reading import news
from tests.serving import Hand

APP = "wx0123456789abcdef"
KEYS = ["thing1", "thing2", "time3", "number4", "phrase5"]
FIELDS = [
    {"key": "thing1", "source": "title", "text": None},
    {"key": "thing2", "source": "text", "text": None},
    {"key": "time3", "source": "time", "text": None},
    {"key": "number4", "source": "count", "text": None},
    {"key": "phrase5", "source": "category", "text": None},
]
NEVER_QUIET = {"starts": "00:00", "ends": "00:00"}


class Phones:
    """One template, and the people who may be sent something by it."""

    def __init__(self, client: AsyncClient, parts: Parts, cast: Cast, hand: Hand) -> None:
        self.client, self.parts, self.cast, self.hand = client, parts, cast, hand
        self.id, self.wechat_id = str(uuid4()), f"tmpl_{uuid4().hex}"
        self.users: dict[str, str] = {}
        self.version = 0

    async def ask(self, who: str, method: str, path: str, **more: Any) -> Response:
        return await ask(self.client, self.cast, who, method, path, **more)

    def draft(self, **more: Any) -> dict[str, Any]:
        return {
            "wechat_template_id": self.wechat_id,
            "title": "社区消息",
            "fields": FIELDS,
            "page": "pages/index/index",
            "kinds": ["ticket_settled"],
            "merge_minutes": 0,
            **more,
        }

    async def save(self, **more: Any) -> Response:
        path, match = f"/subscription-templates/{self.id}", {"If-Match": f'"v{self.version}"'}
        body = self.draft(**more)
        return await self.ask("city_administrator", "PUT", path, json=body, headers=match)

    async def saved(self, **more: Any) -> None:
        await self.hand.template(self.wechat_id, KEYS, lasting=more.get("lasting", False))
        answer = await self.save(**more)
        assert answer.status_code in (200, 201), answer.text
        self.version = answer.json()["version"]

    async def linked(self, *members: str) -> None:
        """These members have WeChat, and are never disturbed by being told at night."""
        async with self.parts.get(Database).sessions() as session, session.begin():
            for member in members:
                user = self.users[member] = f"{member}-{uuid4().hex}"
                openid = await self.hand.openid(user)
                person_id = self.cast.people[member]
                account = {"app_id": APP, "openid": openid, "created_at": utc_now()}
                session.add(WeChatAccount(id=new_id(), person_id=person_id, **account))
        for member in members:
            await self.choose(member)

    async def choose(
        self, who: str, quiet: dict[str, str] | None = NEVER_QUIET, **wechat: bool
    ) -> dict[str, Any]:
        body = {"wechat": wechat, "quiet_hours": quiet}
        answer = await self.ask(who, "PUT", "/me/notification-settings", json=body)
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    async def report(self, who: str, answer: str = "accept", report: str | None = None) -> Response:
        """The mini-program says what the person answered."""
        path = f"/me/subscription-answers/{report or uuid4()}"
        body = {"answers": [{"template_id": self.id, "answer": answer}]}
        return await self.ask(who, "PUT", path, json=body)

    async def accepts(self, who: str, times: int = 1) -> None:
        """The person taps, WeChat counts it, and so do we."""
        for _ in range(times):
            await self.hand.answers(self.users[who], self.wechat_id)
            assert (await self.report(who)).status_code == 200

    async def to_ask(self, who: str) -> list[str]:
        answer = await self.ask(who, "GET", "/me/subscription-templates")
        return [each["template_id"] for each in answer.json()["templates"]]

    async def told(self, *members: str, now: datetime | None = None, **more: Any) -> None:
        """Something is told to them in the inbox."""
        async with self.parts.get(Database).sessions() as session, session.begin():
            persons = [self.cast.people[member] for member in members]
            await tell(session, persons, news(**more), now=now or utc_now())

    async def arrived(self) -> list[dict[str, Any]]:
        return await self.hand.delivered(self.wechat_id)


async def states(session: AsyncSession) -> list[str]:
    """Of all sends, in the order in which they were put on their way."""
    found = await session.scalars(
        select(SubscriptionSend.state).order_by(SubscriptionSend.told_at, SubscriptionSend.id)
    )
    return list(found)

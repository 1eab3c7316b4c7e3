"""Gifts of the cast's people, over HTTP."""

from typing import Any

from httpx import AsyncClient, Response

from shequ_api.features.card_gifts.schemas import TERMS
from tests.cast import MEMBERS, Cast
from tests.features.manual_credits.credits import Desk
from tests.features.points.earned import DISTRICT

GIFTS, FIND = "/api/v1/card-gifts", "/api/v1/card-gifts/recipients"
ADMIN = "district_administrator"
LOOSE = {"opened_days": 0, "rest_days": 0, "circle_days": 0}
KNOWN = {member.key: member for member in MEMBERS}


class Giving(Desk):
    """Policies, tries and gifts."""

    def __init__(self, client: AsyncClient, cast: Cast) -> None:
        super().__init__(client, cast)

    async def allow(self, at: str = DISTRICT, by: str = ADMIN, **terms: Any) -> Response:
        path = f"/api/v1/places/{self.cast.places[at]}/card-gift-policies"
        return await self.send(by, "POST", path, {**TERMS, **LOOSE, **terms})

    async def find(self, giver: str, **said: Any) -> Response:
        return await self.send(giver, "POST", FIND, said)

    async def found(self, giver: str, receiver: str) -> str:
        """By the number on the receiver's card."""
        card = (await self.send(receiver, "GET", "/api/v1/points/card")).json()
        answer = await self.find(giver, card_number=card["number"])
        assert answer.status_code == 200, answer.text
        return str(answer.json()["recipient_id"])

    async def offer(
        self, giver: str, receiver: str, points: int = 10, message: str | None = None
    ) -> Response:
        recipient = await self.found(giver, receiver)
        return await self.offer_to(giver, recipient, points, message)

    async def offer_to(
        self, giver: str, recipient: str, points: int = 10, message: str | None = None
    ) -> Response:
        body = {"recipient_id": recipient, "amount_points": points, "message": message}
        return await self.send(giver, "POST", GIFTS, body)

    async def offered(self, giver: str, receiver: str, points: int = 10) -> str:
        made = await self.offer(giver, receiver, points)
        assert made.status_code == 201, made.text
        return str(made.json()["id"])

    async def accept(self, receiver: str, gift: str) -> Response:
        return await self.send(receiver, "POST", f"{GIFTS}/{gift}/acceptance")

    async def decline_gift(self, receiver: str, gift: str) -> Response:
        return await self.send(receiver, "PUT", f"{GIFTS}/{gift}/refusal")

    async def withdraw_gift(self, giver: str, gift: str) -> Response:
        return await self.send(giver, "PUT", f"{GIFTS}/{gift}/withdrawal")

    async def mine(self, key: str, side: str) -> list[dict[str, Any]]:
        seen = await self.send(key, "GET", f"/api/v1/me/card-gifts?side={side}")
        assert seen.status_code == 200, seen.text
        return list(seen.json()["items"])

"""Credits that the cast's people ask for and decide about, over HTTP."""

from typing import Any

from httpx import AsyncClient, Response

from shequ_api.kit.ids import new_id
from tests.cast import HOME, Cast

CREDITS = "/api/v1/manual-credits"
ASKER, SECOND, THIRD = "community_worker", "subdistrict_administrator", "district_administrator"


class Desk:
    """Asks, and signs in once a person."""

    def __init__(self, client: AsyncClient, cast: Cast) -> None:
        self.client, self.cast = client, cast
        self._headers: dict[str, dict[str, str]] = {}

    async def send(self, key: str, method: str, path: str, body: Any = None) -> Response:
        if key not in self._headers:
            self._headers[key] = await self.cast.headers(key)
        keyed = {"Idempotency-Key": str(new_id())} if method == "POST" else {}
        headers = self._headers[key] | keyed
        return await self.client.request(method, path, json=body, headers=headers)

    async def ask(self, receiver: str = "resident", points: int = 20, **more: Any) -> Response:
        by = more.pop("by", ASKER)
        body = {
            "person_id": str(self.cast.people[receiver]),
            "amount_points": points,
            "reason": "good_deed",
            "note": "楼道除冰",
        }
        return await self.send(by, "POST", CREDITS, body | more)

    async def asked(self, receiver: str = "resident", points: int = 20, **more: Any) -> str:
        made = await self.ask(receiver, points, **more)
        assert made.status_code == 201, made.text
        return str(made.json()["id"])

    async def approve(self, credit: str, by: str = SECOND) -> Response:
        return await self.send(by, "POST", f"{CREDITS}/{credit}/approval", {"note": "属实"})

    async def decline(self, credit: str, by: str = SECOND) -> Response:
        return await self.send(by, "PUT", f"{CREDITS}/{credit}/refusal", {"note": "不属实"})

    async def withdraw(self, credit: str, by: str = ASKER) -> Response:
        return await self.send(by, "PUT", f"{CREDITS}/{credit}/withdrawal")

    async def reverse(self, credit: str, by: str = THIRD) -> Response:
        return await self.send(by, "POST", f"{CREDITS}/{credit}/reversal", {"note": "重复发放"})

    async def balance(self, key: str = "resident") -> int:
        card = await self.send(key, "GET", "/api/v1/points/card")
        return int(card.json()["balance_points"])

    async def give(self, points: int, key: str = "resident") -> None:
        """To the charity pool of the community."""
        path = f"/api/v1/charity/pools?community_id={self.cast.places[HOME]}"
        pool = (await self.send(key, "GET", path)).json()["items"][0]["id"]
        body = {"pool_id": pool, "amount_points": points}
        given = await self.send(key, "POST", "/api/v1/charity/donations", body)
        assert given.status_code == 201, given.text


def said(answer: Response) -> tuple[int, str]:
    return answer.status_code, answer.json().get("code") or answer.json().get("state")

"""From the scan to the filed ticket: three requests, and nothing else is compulsory."""

from typing import Any

from httpx import AsyncClient, Response

from tests.base.files.sounds import m4a
from tests.cast import Cast
from tests.features.tickets.conftest import BUILDING
from tests.features.tickets.slips import TICKETS, photo_of


class Counting:
    """A client that counts what it asks."""

    def __init__(self, client: AsyncClient) -> None:
        self._client, self.asked = client, 0

    async def ask(self, method: str, path: str, **more: Any) -> Response:
        self.asked += 1
        answer = await self._client.request(method, path, **more)
        assert answer.is_success, answer.text
        return answer

    async def post(self, path: str, **more: Any) -> Response:
        return await self.ask("POST", path, **more)


async def test_three_requests_from_scan_to_filed(client: AsyncClient, cast: Cast) -> None:
    issued = await client.post(
        "/api/v1/place-codes",
        json={"place_id": str(cast.places[BUILDING])},
        headers=await cast.headers("community_worker"),
    )
    phone = Counting(client)
    resident = await cast.headers("resident")
    landing = await phone.ask(
        "POST", "/api/v1/scans", json={"code": issued.json()["code"]}, headers=resident
    )
    offered = {
        action["operation"]: action["parameters"]
        for head in landing.json()["heads"]
        for action in head["actions"]
    }
    photo = await photo_of(phone, resident, "brown")  # type: ignore[arg-type]  # asks alike
    draft = {**offered["file_ticket"], "photo_ids": [photo], "channel": "code"}
    filed = (await phone.ask("POST", TICKETS, json=draft, headers=resident)).json()
    assert phone.asked == 3
    assert (filed["state"], filed["awaits_place"], filed["awaits_service"]) == (
        *("submitted", False, True),
    )


async def test_a_spoken_message_will_do(client: AsyncClient, cast: Cast) -> None:
    resident = await cast.headers("resident")
    files = {"file": ("a.m4a", m4a(8), "audio/mp4")}
    voice = (await client.post("/api/v1/voices", files=files, headers=resident)).json()
    filed = await client.post(TICKETS, json={"voice_ids": [voice["id"]]}, headers=resident)
    assert filed.status_code == 201, filed.text
    [shown] = filed.json()["voices"]
    assert (shown["voice"]["seconds"], filed.json()["text"]) == (8, "（见语音）")
    assert filed.json()["photos"] == []
    as_photo = {"service_code": "noise", "text": "吵", "photo_ids": [voice["id"]]}
    refused = await client.post(TICKETS, json=as_photo, headers=resident)
    assert refused.json()["code"] == "photo_unknown"
    others = await cast.headers("same_building")
    refused = await client.post(TICKETS, json={"voice_ids": [voice["id"]]}, headers=others)
    assert (refused.status_code, refused.json()["code"]) == (422, "voice_unknown")
    spoken = {"voice_ids": [voice["id"]], "anonymous": True}
    refused = await client.post(TICKETS, json=spoken, headers=resident)
    assert (refused.status_code, refused.json()["code"]) == (422, "voice_tells")

"""Handing in photos and taking the steps of a ticket, over HTTP."""

from io import BytesIO
from typing import Any

from httpx import AsyncClient, Response
from PIL import Image

from tests.cast import Cast

TICKETS = "/api/v1/tickets"


async def photo_of(
    client: AsyncClient, headers: dict[str, str], colour: str, *, anonymous: bool = False
) -> str:
    picture = BytesIO()
    Image.new("RGB", (64, 48), colour).save(picture, "JPEG")
    files = {"file": ("a.jpg", picture.getvalue(), "image/jpeg")}
    answer = await client.post(
        "/api/v1/files", params={"anonymous": anonymous}, files=files, headers=headers
    )
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


async def step(
    client: AsyncClient, cast: Cast, by: str, ticket: dict[str, Any], slip: str, **body: Any
) -> Response:
    method = "PUT" if slip in {"assignment", "ratings/mine"} else "POST"
    return await client.request(
        method, f"{TICKETS}/{ticket['id']}/{slip}", json=body, headers=await cast.headers(by)
    )

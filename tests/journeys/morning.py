"""A morning of grid workers at a running server: what each phone holds, sends and sends again."""

import asyncio
import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from functools import partial
from io import BytesIO
from typing import Any
from uuid import UUID

import httpx
from PIL import Image

from shequ_api.kit.clock import monotonic, utc_now
from shequ_api.kit.ids import new_id

PHOTOS_EACH = 2
PATIENCE_SECONDS = 300
"""A phone that was told nothing for so long gives the test up."""
SOUND = {"visit_result": "entered", "gas_kind": "no_gas", "wiring": ["good"]}


@dataclass
class Morning:
    """The server, wherever it is just now, and what it has acknowledged."""

    form_version_id: str
    url: str = ""
    inspections: set[UUID] = field(default_factory=set)
    photos: set[UUID] = field(default_factory=set)
    seconds: list[float] = field(default_factory=list)
    """Of requests that were answered well."""
    lost: int = 0
    """Requests that nobody answered."""


@dataclass(frozen=True)
class Visit:
    """One submission on a phone: its id, dwelling and photos never change."""

    id: UUID
    dwelling_id: UUID
    photos: tuple[bytes, ...]
    filled_at: str


@dataclass(frozen=True)
class Phone:
    """A worker's, with the visits of a morning."""

    token: str
    visits: list[Visit]
    in_batches: bool
    """Without a signal until noon: all at once, else each by itself."""


def visits(dwellings: list[UUID], chance: random.Random) -> list[Visit]:
    """One at each dwelling."""
    now = utc_now().isoformat()
    return [
        Visit(new_id(), dwelling, tuple(_photo(chance) for _ in range(PHOTOS_EACH)), now)
        for dwelling in dwellings
    ]


def _photo(chance: random.Random) -> bytes:
    """Small, and like no other."""
    image = Image.frombytes("RGB", (64, 48), chance.randbytes(64 * 48 * 3))
    out = BytesIO()
    image.resize((320, 240)).save(out, "JPEG", quality=60)
    return out.getvalue()


async def live(phone: Phone, morning: Morning) -> None:
    """Send all of it, however often that takes."""
    headers = {"Authorization": f"Bearer {phone.token}"}
    async with httpx.AsyncClient(headers=headers, timeout=30) as http:
        bodies = {}
        for visit in phone.visits:
            bodies[visit.id] = await _body(http, morning, visit)
            if not phone.in_batches:
                await _submit(http, morning, visit.id, bodies[visit.id])
        if phone.in_batches:
            await _submit_all(http, morning, bodies)


async def _body(http: httpx.AsyncClient, morning: Morning, visit: Visit) -> dict[str, Any]:
    ids = []
    for photo in visit.photos:
        answer = await _until_told(morning, partial(_upload, http, morning, photo))
        ids.append(answer.json()["id"])
        morning.photos.add(UUID(ids[-1]))
    return {
        "form_version_id": morning.form_version_id,
        "place_id": str(visit.dwelling_id),
        "answers": SOUND | {"hazard_photos": ids},
        "filled_at": visit.filled_at,
    }


async def _upload(http: httpx.AsyncClient, morning: Morning, photo: bytes) -> httpx.Response:
    files = {"file": ("photo.jpg", photo, "image/jpeg")}
    return await http.post(_at(morning, "files"), files=files)


async def _submit(
    http: httpx.AsyncClient, morning: Morning, visit_id: UUID, body: dict[str, Any]
) -> None:
    await _until_told(morning, lambda: http.put(_at(morning, f"inspections/{visit_id}"), json=body))
    morning.inspections.add(visit_id)


async def _submit_all(
    http: httpx.AsyncClient, morning: Morning, bodies: dict[UUID, dict[str, Any]]
) -> None:
    items = [{"id": str(visit_id), "body": body} for visit_id, body in bodies.items()]
    answer = await _until_told(
        morning, lambda: http.post(_at(morning, "inspection-batches"), json={"items": items})
    )
    for item in answer.json()["items"]:
        assert item["status"] in (200, 201), item
        morning.inspections.add(UUID(item["id"]))


def _at(morning: Morning, path: str) -> str:
    return f"{morning.url}/api/v1/{path}"


async def _until_told(
    morning: Morning, ask: Callable[[], Awaitable[httpx.Response]]
) -> httpx.Response:
    """Ask again while nobody answers, or somebody says to come back."""
    deadline = monotonic() + PATIENCE_SECONDS
    while monotonic() < deadline:
        began = monotonic()
        try:
            answer = await ask()
        except httpx.TransportError:
            morning.lost += 1
            await asyncio.sleep(0.2)
            continue
        if "Retry-After" in answer.headers:
            await asyncio.sleep(0.2)
            continue
        assert answer.is_success, answer.text
        morning.seconds.append(monotonic() - began)
        return answer
    raise AssertionError("nothing was told for too long")

"""`python -m benchmarks.morning`: submissions with their photos, as a share of the limit.

What grid workers send in a morning: two photos of a phone's size, then the form. The limit writes
the same bytes to a file and runs the same SQL, without decoding a picture.
"""

import asyncio
import json
import os
import random
from io import BytesIO
from pathlib import Path
from typing import Any

from httpx import ASGITransport, AsyncClient
from PIL import Image
from rich.table import Table

from benchmarks import data
from benchmarks.ground import FOLDER, console, prepare
from benchmarks.load import Shot, compare, server
from benchmarks.recording import Recording, mark_fresh, recorded, save
from benchmarks.servers import settings_of
from shequ_api.app import close_parts, create_app, gather_parts
from shequ_api.kit import embedded
from shequ_api.kit.clock import utc_now
from shequ_api.kit.db import Database
from shequ_api.kit.http.parts import Parts
from shequ_api.kit.ids import new_id

HERE = Path(__file__).parent
PHOTOS, EACH, SIZE = 60, 2, (1280, 960)
CONNECTIONS = (2, 8, 16)
"""More phones at once than the queue of photos holds would be told to come again."""
ROUNDS = int(os.environ.get("SHEQU_BENCH_ROUNDS", "3"))
ANSWERS = {"visit_result": "entered", "gas_kind": "no_gas", "wiring": ["good"]}


def main() -> None:
    """Seed once, draw photos, record, measure, print."""
    running = embedded.start(FOLDER)
    try:
        addresses = prepare(running)
        parts = gather_parts(settings_of(FOLDER), addresses.app)
        script, recordings = asyncio.run(rehearse(parts, draw(FOLDER / "photos")))
        recording = FOLDER / "morning.recording"
        save(recordings, recording)
        measure(addresses.app, script, recording, recordings)
    finally:
        embedded.stop(running)


def draw(folder: Path) -> Path:
    """Photos like no other, of the size that a phone sends after `wx.compressImage`."""
    folder.mkdir(parents=True, exist_ok=True)
    chance = random.Random(1)
    for number in range(1, PHOTOS + 1):
        spots = Image.frombytes("RGB", (160, 120), chance.randbytes(160 * 120 * 3))
        spots.resize(SIZE).save(folder / f"{number}.jpg", "JPEG", quality=80)
    return folder


async def rehearse(parts: Parts, photos: Path) -> tuple[Path, dict[str, Recording]]:
    """Send each kind of request twice in-process; record the second. Returns the script for wrk."""
    stage = await data.stage(parts, utc_now())
    engine = parts.get(Database).engine
    transport = ASGITransport(create_app(settings_of(FOLDER), parts))
    headers = {"Authorization": f"Bearer {stage.token}"}
    found: dict[str, Recording] = {}
    async with AsyncClient(
        transport=transport, base_url="http://127.0.0.1", headers=headers
    ) as client:
        ids = []
        for number in range(1, EACH + 2):
            with recorded(engine) as upload:
                ids.append(await hand_in(client, unsent(photos / f"{number}.jpg")))
            found["POST"] = mark_fresh(found.get("POST", upload), upload)
        body = {
            "form_version_id": str(stage.form_version_id),
            "place_id": str(stage.dwelling.id),
            "answers": ANSWERS | {"hazard_photos": ids[:EACH]},
            "filled_at": utc_now().isoformat(),
        }
        for _ in range(2):
            with recorded(engine) as submission:
                answer = await client.put(f"/api/v1/inspections/{new_id()}", json=body)
            answer.raise_for_status()
            submission.status, submission.body = answer.status_code, answer.content
            found["PUT"] = mark_fresh(found.get("PUT", submission), submission)
    await close_parts(parts)
    return write_script(stage.token, body, photos), found


def unsent(photo: Path) -> bytes:
    """A photo as bytes that nobody sent before."""
    out = BytesIO()
    Image.open(photo).save(out, "JPEG", comment=str(new_id()))
    return out.getvalue()


async def hand_in(client: AsyncClient, photo: bytes) -> str:
    files = {"file": ("photo.jpg", photo, "image/jpeg")}
    answer = await client.post("/api/v1/files", files=files)
    answer.raise_for_status()
    return str(answer.json()["id"])


def write_script(token: str, body: dict[str, Any], photos: Path) -> Path:
    values = {
        "BODY": json.dumps(body, ensure_ascii=False),
        "TOKEN": token,
        "FOLDER": str(photos),
        "PHOTOS": str(PHOTOS),
        "EACH": str(EACH),
    }
    text = (HERE / "morning.lua").read_text()
    for name, value in values.items():
        text = text.replace(f"@{name}@", value)
    script = FOLDER / "morning.lua"
    script.write_text(text)
    return script


def measure(url: str, script: Path, recording: Path, recordings: dict[str, Recording]) -> None:
    """The table, and the memory that the application came to."""
    table = Table(title="早晨 / a morning: two photos of 1280 x 960, then the form")
    for heading in ("conns", "submissions/s", "p99 ms", "limit submissions/s", "p99 ms", "share"):
        table.add_column(heading, justify="right")
    environment = dict(os.environ)
    with (
        server("application", url, FOLDER, environment) as ours,
        server("limit", url, recording, environment) as limit,
    ):
        for connections in CONNECTIONS:
            share = compare(ours.address, limit.address, "/", script, connections, ROUNDS)
            table.add_row(
                str(connections),
                *_said(share.application),
                *_said(share.limit),
                f"[bold]{share.ratio:.2f}[/]",
            )
        console.print(table)
        statements = {method: len(one.statements) for method, one in recordings.items()}
        console.print(
            f"peak memory: application {ours.peak_megabytes} MB, limit {limit.peak_megabytes} MB; "
            f"statements: photo {statements['POST']}, form {statements['PUT']}"
        )


def _said(shot: Shot) -> tuple[str, str]:
    return f"{shot.rate / (EACH + 1):,.1f}", f"{shot.p99_ms:.0f}"


if __name__ == "__main__":
    main()

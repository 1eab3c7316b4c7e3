"""`python -m benchmarks`: three hot paths, each as a share of its limit in the same run."""

import asyncio
import json
import os
import platform
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

from httpx import ASGITransport, AsyncClient, Response
from rich.table import Table

from benchmarks import data
from benchmarks.ground import FOLDER, console, prepare
from benchmarks.load import Share, compare, server, shoot
from benchmarks.recording import Recording, mark_fresh, recorded, save
from benchmarks.servers import POOL, settings_of
from shequ_api.app import create_app, gather_parts
from shequ_api.kit import embedded
from shequ_api.kit.clock import utc_now
from shequ_api.kit.db import Database
from shequ_api.kit.http.parts import Parts
from shequ_api.kit.ids import new_id
from shequ_api.kit.outbound import Outbound

HERE = Path(__file__).parent
CONNECTIONS = (8, 64)
ROUNDS = int(os.environ.get("SHEQU_BENCH_ROUNDS", "3"))
NEEDS_A_PROFILE = 0.4


@dataclass(frozen=True)
class HotPath:
    """One request, as wrk sends it. A `{id}` in the path is new in each request."""

    name: str
    title: str
    method: str
    path: str
    body: dict[str, Any] | None
    needs_token: bool = True


def hot_paths(stage: data.Stage) -> list[HotPath]:
    """The three hot paths."""
    inspection = {
        "form_version_id": str(stage.form_version_id),
        "place_id": str(stage.dwelling.id),
        "answers": {"visit_result": "nobody_home"},
        "filled_at": "2026-11-21T09:30:00+08:00",
    }
    return [
        HotPath("scan", "扫码 resolve a scan", "POST", "/api/v1/scans", {"code": stage.code}),
        HotPath(
            "submit", "提交排查表 submit a form", "PUT", "/api/v1/inspections/{id}", inspection
        ),
        HotPath(
            "tickets", "工单列表 list 20 of 200,000", "GET", "/api/v1/tickets?view=scope", None
        ),
    ]


def main() -> None:
    """Seed once, record, measure, print."""
    running = embedded.start(FOLDER)
    try:
        addresses = prepare(running)
        # Without quick ways all that is asked goes through SQLAlchemy, and can be recorded.
        parts = gather_parts(settings_of(FOLDER, quick_ways=False), addresses.app)
        stage, recordings = asyncio.run(rehearse(parts))
        shares = {}
        for hot in hot_paths(stage):
            script = write_script(hot, stage.token)
            recording = FOLDER / f"{hot.name}.recording"
            save({hot.method: recordings[hot.name]}, recording)
            shares[hot.name] = measure(hot, addresses.app, script, recording)
        report(hot_paths(stage), shares, recordings)
        for hot in hot_paths(stage):
            if min(share.ratio for share in shares[hot.name]) < NEEDS_A_PROFILE:
                profile(hot, addresses.app, write_script(hot, stage.token))
    finally:
        embedded.stop(running)


async def rehearse(parts: Parts) -> tuple[data.Stage, dict[str, Recording]]:
    """Send each request twice in-process, and record what it asks of the database."""
    stage = await data.stage(parts, utc_now())
    app = create_app(settings_of(FOLDER), parts)
    found = {}
    transport = ASGITransport(app)
    async with AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
        for hot in hot_paths(stage):
            await ask(client, hot, stage.token)
            with recorded(parts.get(Database).engine) as first:
                await ask(client, hot, stage.token)
            with recorded(parts.get(Database).engine) as second:
                answer = await ask(client, hot, stage.token)
            second.status, second.body = answer.status_code, answer.content
            found[hot.name] = mark_fresh(first, second)
    await parts.get(Outbound).aclose()
    await parts.get(Database).close()
    return stage, found


async def ask(client: AsyncClient, hot: HotPath, token: str) -> Response:
    path = hot.path.format(id=new_id())
    headers = {"Authorization": f"Bearer {token}"}
    answer = await client.request(hot.method, path, json=hot.body, headers=headers)
    answer.raise_for_status()
    return answer


def write_script(hot: HotPath, token: str) -> Path:
    """The request as a script for wrk; each request with an id of its own where it has one."""
    template = (HERE / "request.lua").read_text()
    body = json.dumps(hot.body, ensure_ascii=False) if hot.body is not None else ""
    values = {"METHOD": hot.method, "PATH": hot.path, "TOKEN": token, "BODY": body}
    for name, value in values.items():
        template = template.replace(f"@{name}@", value)
    script = FOLDER / f"{hot.name}.lua"
    script.write_text(template)
    return script


def measure(hot: HotPath, url: str, script: Path, recording: Path) -> list[Share]:
    environment = dict(os.environ)
    with (
        server("application", url, FOLDER, environment) as ours,
        server("limit", url, recording, environment) as limit,
    ):
        return [compare(ours.address, limit.address, "/", script, c, ROUNDS) for c in CONNECTIONS]


def report(
    paths: list[HotPath], shares: dict[str, list[Share]], recordings: dict[str, Recording]
) -> None:
    """The table, and what it ran on."""
    table = Table(title="热路径占极限的份额 / hot paths as a share of their limit")
    for heading in ("path", "conns", "SQL", "app req/s", "p99 ms", "limit req/s", "share"):
        table.add_column(heading, justify="left" if heading == "path" else "right")
    for hot in paths:
        for share in shares[hot.name]:
            table.add_row(
                hot.title,
                str(share.connections),
                str(len(recordings[hot.name].statements)),
                f"{share.application.rate:,.0f}",
                f"{share.application.p99_ms:.1f}",
                f"{share.limit.rate:,.0f}",
                f"[bold]{share.ratio:.2f}[/]",
            )
    console.print(table)
    console.print(
        f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}, "
        f"FastAPI {version('fastapi')}, SQLAlchemy {version('sqlalchemy')}, "
        f"embedded PostgreSQL, one worker process, pool {POOL}; median of {ROUNDS} paired rounds. "
        "The limit: the same SQL by raw asyncpg behind a bare ASGI app."
    )


def profile(hot: HotPath, url: str, script: Path) -> None:
    """Where the application's time goes, beside this file."""
    target = HERE / "profiles" / f"{hot.name}.txt"
    target.parent.mkdir(exist_ok=True)
    environment = {**os.environ, "SHEQU_PROFILE": str(target)}
    with server("application", url, FOLDER, environment) as served:
        shoot(served.address, "/", script, 8, 6)
    console.print(f"{hot.title}: {target.relative_to(HERE.parent)}")


if __name__ == "__main__":
    main()

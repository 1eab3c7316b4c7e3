"""Where the bytes lie: a folder or any S3-compatible store, by one address."""

from pathlib import Path

import obstore
import structlog
from obstore.store import ObjectStore, from_url

from shequ_api.kit.errors import Absent, Unavailable
from shequ_api.kit.faults import trace_of

log = structlog.get_logger("files")


class StorageAway(Unavailable):
    code = "storage_unavailable"


class Storage:
    """Bytes under their own hash: written once, the same for all who hand in the same."""

    def __init__(self, url: str) -> None:
        """`file:///folder` (made where it lacks), `s3://bucket/prefix`, …"""
        if url.startswith("file://"):
            Path(url.removeprefix("file://")).mkdir(parents=True, exist_ok=True)
        self._store: ObjectStore = from_url(url)

    async def put(self, sha256: str, content: bytes) -> None:
        """Store; harmless where it is there already."""
        try:
            await obstore.put_async(self._store, _path(sha256), content)
        except Exception as error:
            log.warning("storage_away", trace=trace_of(error))
            raise StorageAway from error

    async def get(self, sha256: str) -> bytes:
        """The bytes; `Absent` where there are none."""
        try:
            answer = await obstore.get_async(self._store, _path(sha256))
            return bytes(await answer.bytes_async())
        except FileNotFoundError:
            raise Absent from None
        except Exception as error:
            log.warning("storage_away", trace=trace_of(error))
            raise StorageAway from error


def _path(sha256: str) -> str:
    return f"photos/{sha256[:2]}/{sha256}"

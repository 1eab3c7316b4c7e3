"""Where the bytes lie: a folder or any S3-compatible store, by one address."""

from asyncio import to_thread
from datetime import timedelta
from pathlib import Path
from typing import ClassVar

import obstore
import structlog
from obstore.store import ObjectStore, from_url

from shequ_api.kit.errors import Absent, Unavailable
from shequ_api.kit.faults import trace_of

A_TRANSFER = timedelta(seconds=20)
"""The longest that one may take; the store's own patience would hold a request for minutes."""
log = structlog.get_logger("files")


class StorageAway(Unavailable):
    code = "storage_unavailable"


class Storage:
    """Bytes under their own hash: written once, the same for all who hand in the same. Besides,
    small things under names of their own."""

    lasting: ClassVar[bool] = True

    def __init__(self, url: str) -> None:
        """`file:///folder` (made where it lacks), `s3://bucket/prefix`, …"""
        if url.startswith("file://"):
            Path(url.removeprefix("file://")).mkdir(parents=True, exist_ok=True)
        self._store: ObjectStore = from_url(
            url,
            client_options={"connect_timeout": timedelta(seconds=3), "timeout": A_TRANSFER},
            retry_config={"max_retries": 2, "retry_timeout": A_TRANSFER},
        )

    async def put(self, sha256: str, content: bytes) -> None:
        """Store; harmless where it is there already."""
        await self.note(_path(sha256), content)

    async def note(self, path: str, content: bytes) -> None:
        """Keep something small under a name of its own."""
        try:
            await to_thread(obstore.put, self._store, path, content)
        except Exception as error:
            log.warning("storage_away", trace=trace_of(error))
            raise StorageAway from error

    async def names(self, folder: str) -> list[str]:
        """The paths of all that lies in a folder, however deep."""
        try:
            return await to_thread(self._names, folder)
        except Exception as error:
            log.warning("storage_away", trace=trace_of(error))
            raise StorageAway from error

    async def get(self, sha256: str) -> bytes:
        """The bytes; `Absent` where there are none."""
        try:
            return await to_thread(self._read, _path(sha256))
        except FileNotFoundError:
            raise Absent from None
        except Exception as error:
            log.warning("storage_away", trace=trace_of(error))
            raise StorageAway from error

    async def drop(self, sha256: str) -> None:
        """Delete; harmless where there is nothing."""
        try:
            await to_thread(obstore.delete, self._store, _path(sha256))
        except FileNotFoundError:
            return
        except Exception as error:
            log.warning("storage_away", trace=trace_of(error))
            raise StorageAway from error

    # In threads: a process that ends soon after obstore's own async calls is aborted now and then.

    def _read(self, path: str) -> bytes:
        return bytes(obstore.get(self._store, path).bytes())

    def _names(self, folder: str) -> list[str]:
        found = obstore.list(self._store, prefix=folder, chunk_size=1000).collect()
        return [each["path"] for each in found]


def _path(sha256: str) -> str:
    return f"photos/{sha256[:2]}/{sha256}"

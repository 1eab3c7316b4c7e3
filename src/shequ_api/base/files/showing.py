"""Short-lived signed addresses: an `<image>` in a mini-program cannot send a token."""

import base64
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from shequ_api.base.files.models import File
from shequ_api.base.files.schemas import DocumentView, FileView, VoiceView
from shequ_api.kit.crypto import mac, mac_holds

SHOWN_FOR = timedelta(minutes=30)
STEP_SECONDS = 600
"""Addresses change every ten minutes only, so that a phone's cache is of use."""
MAC_SIZE = 16
SHOWN_COLUMNS = (
    *(File.id, File.media_type, File.size_bytes, File.width, File.height, File.taken_at),
    *(File.pages, File.title),
)
"""What `Showcase.shown` needs of photos and documents."""


@dataclass(frozen=True, slots=True)
class Shown:
    """What hangs on a record, in order."""

    photos: list[FileView] = field(default_factory=list)
    documents: list[DocumentView] = field(default_factory=list)


class Showcase:
    """Makes and checks the addresses of files."""

    def __init__(self, key: bytes, prefix: str) -> None:
        self._key = key
        self._prefix = prefix

    def address(self, file_id: UUID, now: datetime) -> str:
        """A path on this server that shows the file for at least twenty minutes."""
        moment = int(now.timestamp()) // STEP_SECONDS * STEP_SECONDS
        until = moment + int(SHOWN_FOR.total_seconds())
        code = base64.urlsafe_b64encode(mac(self._key, _message(file_id, until), MAC_SIZE))
        return f"{self._prefix}/files/{file_id}/content?until={until}&code={code.decode()}"

    def view(self, photo: Any, now: datetime) -> FileView:
        """A `File`, or a row with its columns, as it is shown."""
        return FileView(
            id=photo.id,
            media_type=photo.media_type,
            width=photo.width,
            height=photo.height,
            taken_at=photo.taken_at,
            url=self.address(photo.id, now),
        )

    def voice(self, voice: Any, now: datetime) -> VoiceView:
        """The same of a spoken message."""
        return VoiceView(
            id=voice.id,
            media_type=voice.media_type,
            seconds=voice.seconds,
            url=self.address(voice.id, now),
        )

    def document(self, document: Any, now: datetime) -> DocumentView:
        """The same of a document."""
        return DocumentView(
            id=document.id,
            title=document.title,
            media_type=document.media_type,
            pages=document.pages,
            size_bytes=document.size_bytes,
            url=self.address(document.id, now),
        )

    def shown(self, files: Iterable[Any], now: datetime) -> Shown:
        """Photos and documents, apart."""
        shown = Shown()
        for file in files:
            if file.pages is None:
                shown.photos.append(self.view(file, now))
            else:
                shown.documents.append(self.document(file, now))
        return shown

    def admits(self, file_id: UUID, until: int, code: str, now: datetime) -> bool:
        """Whether a code is ours and still good."""
        try:
            raw = base64.b64decode(code.encode("ascii"), altchars=b"-_", validate=True)
        except ValueError:
            return False
        good = mac_holds(self._key, _message(file_id, until), raw, MAC_SIZE)
        return good and now.timestamp() < until


def _message(file_id: UUID, until: int) -> bytes:
    return file_id.bytes + until.to_bytes(8, "big")

from uuid import UUID

from pydantic import Field

from shequ_api.kit.schema import Input, Instant, Output, by_example


class FileView(Output):
    """A photo. `url` is a path on this server, good for at least twenty minutes."""

    model_config = by_example(
        {
            "id": "0199a3c4-5d6e-7f80-9a1b-00000000010a",
            "media_type": "image/jpeg",
            "width": 1280,
            "height": 960,
            "taken_at": "2026-11-22T09:30:00.000+08:00",
            "url": "/api/v1/files/0199a3c4-…/content?until=…&code=…",
        }
    )

    id: UUID
    media_type: str = Field(examples=["image/jpeg"])
    width: int
    height: int
    taken_at: Instant | None
    url: str


class VoiceView(Output):
    """A spoken message. `url` is a path on this server, good for at least twenty minutes."""

    model_config = by_example(
        {
            "id": "0199a3c4-5d6e-7f80-9a1b-00000000010c",
            "media_type": "audio/mp4",
            "seconds": 12,
            "url": "/api/v1/files/0199a3c4-…/content?until=…&code=…",
        }
    )

    id: UUID
    media_type: str = Field(examples=["audio/mp4"])
    seconds: int = Field(description="Rounded up")
    url: str


class DocumentView(Output):
    """A PDF. `url` is a path on this server, good for at least twenty minutes: `wx.downloadFile`,
    then `wx.openDocument` with `fileType: "pdf"`."""

    model_config = by_example(
        {
            "id": "0199a3c4-5d6e-7f80-9a1b-00000000010d",
            "title": "2026年第三季度收支明细",
            "media_type": "application/pdf",
            "pages": 3,
            "size_bytes": 182044,
            "url": "/api/v1/files/0199a3c4-…/content?until=…&code=…",
        }
    )

    id: UUID
    title: str = Field(description="As whoever handed it in called it; without .pdf")
    media_type: str = Field(examples=["application/pdf"])
    pages: int
    size_bytes: int = Field(description="To tell before it is fetched")
    url: str


class PhotoProgress(Output):
    """How far a photo has come that is handed in by parts."""

    model_config = by_example({"received_bytes": 524288, "photo": None})

    received_bytes: int = Field(description="Where the next part begins; 0 once it is whole")
    photo: FileView | None = Field(description="The photo, once it is whole")


class WholePhoto(Input):
    """How large a photo is that was handed in by parts."""

    model_config = by_example({"size_bytes": 3145728})

    size_bytes: int = Field(ge=1, le=10 * 2**20)

from uuid import UUID

from pydantic import Field

from shequ_api.kit.schema import Instant, Output


class FileView(Output):
    """A photo. `url` is a path on this server, good for at least twenty minutes."""

    id: UUID
    media_type: str = Field(examples=["image/jpeg"])
    width: int
    height: int
    taken_at: Instant | None
    url: str

"""ETags of editable things, and the If-Match that guards them."""

from typing import Annotated

from fastapi import Depends, Request, Response

from shequ_api.kit.errors import Stale, VersionNeeded


def etag_of(version: int) -> str:
    """The strong ETag of a version."""
    return f'"v{version}"'


class Match:
    """The request's If-Match."""

    def __init__(self, header: str | None) -> None:
        self._header = header

    def check(self, version: int, *, required: bool = True) -> None:
        """Refuse with 428 where the header lacks, with 412 where the thing has changed since."""
        if self._header is None:
            if required:
                raise VersionNeeded
            return
        wanted = [tag.strip() for tag in self._header.split(",")]
        if "*" not in wanted and etag_of(version) not in wanted:
            raise Stale


async def if_match(request: Request) -> Match:
    """The dependency behind `IfMatch`."""
    return Match(request.headers.get("if-match"))


IfMatch = Annotated[Match, Depends(if_match)]


def show_version(response: Response, version: int) -> None:
    """Put the ETag on an answer."""
    response.headers["ETag"] = etag_of(version)

"""Handing in photos, and showing files by signed address."""

from typing import Annotated, Any
from urllib.parse import quote
from uuid import UUID

from fastapi import Depends, File, Header, Query, Response, UploadFile

from shequ_api.base.access.policies import AnyActor
from shequ_api.base.files import models
from shequ_api.base.files.photos import sanitise
from shequ_api.base.files.renditions import latest_rendition
from shequ_api.base.files.schemas import FileView
from shequ_api.base.files.showing import Showcase
from shequ_api.base.files.storage import Storage
from shequ_api.base.files.taking_in import take_in, take_in_sealed
from shequ_api.kit.errors import Absent
from shequ_api.kit.http.exchange import Now, TheExchange
from shequ_api.kit.http.parts import part
from shequ_api.kit.http.policy import PUBLIC
from shequ_api.kit.http.route import Router
from shequ_api.kit.http.wording import header_refs

router = Router(tags=["files"])
TheStorage = Annotated[Storage, Depends(part(Storage))]
TheShowcase = Annotated[Showcase, Depends(part(Showcase))]
IMAGES: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The photo, without what the camera wrote about place and time; a voice; a "
        "document, under its title (`Content-Disposition`)",
        "content": {
            media: {"schema": {"type": "string", "format": "binary"}}
            for media in ("image/jpeg", "application/pdf", "audio/*")
        },
        "headers": header_refs("ETag"),
    },
    304: {"description": "What the phone has is shown still", "headers": header_refs("ETag")},
}
Known = Annotated[
    str | None,
    Header(alias="If-None-Match", max_length=1000, description="ETag of what is already here"),
]
ASK_AGAIN = {"Cache-Control": "private, no-cache"}
"""A phone keeps it, and asks each time whether it still holds: something in it may have been
blacked out since."""


@router.post("/files", status_code=201)
async def upload_photo(
    actor: AnyActor,
    exchange: TheExchange,
    storage: TheStorage,
    showcase: TheShowcase,
    now: Now,
    file: Annotated[UploadFile, File(description="JPEG, PNG, WebP or HEIC, at most 10 MB")],
    anonymous: Annotated[
        bool, Query(description="For what is filed anonymously: no record says whose it is")
    ] = False,
) -> FileView:
    """上传照片: Hand in one photo (`wx.uploadFile`, name `file`); the same again gives the same
    answer."""
    await exchange.release()
    photo = await sanitise(await file.read())
    take = take_in_sealed if anonymous else take_in
    kept = await take(exchange, storage, actor.person_id, photo, now=now)
    return showcase.view(kept, now)


@router.get(
    "/files/{file_id}/content", dependencies=[PUBLIC], response_class=Response, responses=IMAGES
)
async def show_photo(
    file_id: UUID,
    until: Annotated[int, Query(ge=0, le=2**40, description="As the address has it")],
    code: Annotated[str, Query(max_length=40, description="As the address has it")],
    exchange: TheExchange,
    storage: TheStorage,
    showcase: TheShowcase,
    now: Now,
    known: Known = None,
) -> Response:
    """查看照片或文件: The photo, voice or document behind an address that a record gave. With
    `If-None-Match`, 304 while what is shown of it has not changed."""
    if not showcase.admits(file_id, until, code, now):
        raise Absent
    kept = await exchange.session.get(models.File, file_id)
    if kept is None or kept.erased_at is not None:
        raise Absent
    rendition = await latest_rendition(exchange.session, kept.id)
    shown = rendition.sha256 if rendition else kept.sha256
    media_type, tag = kept.media_type, f'"{shown[:32]}"'
    headers = ASK_AGAIN | {"ETag": tag}
    if kept.title is not None:
        name = quote(f"{kept.title}.pdf", safe="")
        headers |= {"Content-Disposition": f"attachment; filename*=UTF-8''{name}"}
    held = {name.strip().removeprefix("W/") for name in (known or "").split(",")}
    if tag in held or "*" in held:
        return Response(status_code=304, headers=headers)
    await exchange.release()
    content = await storage.get(shown)
    return Response(content, media_type=media_type, headers=headers)

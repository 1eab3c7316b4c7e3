"""Handing in a photo in parts, for networks that lose requests."""

from typing import Annotated

from fastapi import Depends, Path, Request

from shequ_api.base.access.policies import AnyActor
from shequ_api.base.files import parts
from shequ_api.base.files.photos import MAX_BYTES, sanitise
from shequ_api.base.files.router import TheShowcase, TheStorage
from shequ_api.base.files.schemas import FileView, PhotoProgress, WholePhoto
from shequ_api.base.files.taking_in import take_in
from shequ_api.kit.http.exchange import Now, Session, TheExchange
from shequ_api.kit.http.route import Router

router = Router(tags=["files"])
PhotoHash = Annotated[
    str,
    Path(
        pattern=r"^[0-9a-f]{64}$",
        description="Of the whole photo's bytes, in lower-case hex",
        examples=["9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"],
    ),
]
Start = Annotated[int, Path(ge=0, lt=MAX_BYTES, description="Where in the photo the part begins")]
PART = {
    "requestBody": {
        "description": "The bytes of the part: at most 256 KB, not empty",
        "required": True,
        "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
    }
}


async def _bytes_of(request: Request) -> bytes:
    return await request.body()


Part = Annotated[bytes, Depends(_bytes_of)]


@router.get("/photo-uploads/{photo_hash}")
async def get_photo_progress(
    photo_hash: PhotoHash, actor: AnyActor, session: Session, showcase: TheShowcase, now: Now
) -> PhotoProgress:
    """查询照片上传进度: How much of a photo of mine is here, or the photo, once it is whole."""
    photo = await parts.photo_of(session, actor.person_id, photo_hash)
    received = 0 if photo else await parts.received_bytes(session, actor.person_id, photo_hash)
    shown = showcase.view(photo, now) if photo else None
    return PhotoProgress(received_bytes=received, photo=shown)


@router.put("/photo-uploads/{photo_hash}/parts/{start}", openapi_extra=PART)
async def upload_photo_part(
    photo_hash: PhotoHash, start: Start, content: Part, actor: AnyActor, session: Session, now: Now
) -> PhotoProgress:
    """分段上传照片: Hand in the next part of a photo; the same again changes nothing.

    A part out of place is refused with `received_bytes`, where the next one begins.
    """
    received = await parts.take_part(session, actor.person_id, photo_hash, start, content, now=now)
    return PhotoProgress(received_bytes=received, photo=None)


@router.put("/photo-uploads/{photo_hash}/completion")
async def complete_photo_upload(
    photo_hash: PhotoHash,
    whole: WholePhoto,
    actor: AnyActor,
    exchange: TheExchange,
    storage: TheStorage,
    showcase: TheShowcase,
    now: Now,
) -> FileView:
    """完成照片上传: Say that all parts are here; the same again gives the same photo."""
    photo = await parts.photo_of(exchange.session, actor.person_id, photo_hash)
    if photo is None:
        size = whole.size_bytes
        raw = await parts.whole_of(exchange.session, actor.person_id, photo_hash, size)
        await exchange.release()
        made = await sanitise(raw)
        photo = await take_in(exchange, storage, actor.person_id, made, now=now)
        await parts.drop(exchange.session, actor.person_id, photo_hash)
    return showcase.view(photo, now)

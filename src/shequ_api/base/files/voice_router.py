"""Handing in spoken messages."""

from typing import Annotated

from fastapi import File, UploadFile

from shequ_api.base.access.policies import AnyActor
from shequ_api.base.files.router import TheShowcase, TheStorage
from shequ_api.base.files.schemas import VoiceView
from shequ_api.base.files.taking_in import take_in_voice
from shequ_api.base.files.voices import heard
from shequ_api.kit.http.exchange import Now, TheExchange
from shequ_api.kit.http.route import Router

router = Router(tags=["files"])


@router.post("/voices", status_code=201)
async def upload_voice(
    actor: AnyActor,
    exchange: TheExchange,
    storage: TheStorage,
    showcase: TheShowcase,
    now: Now,
    file: Annotated[
        UploadFile, File(description="m4a, mp3, aac, amr or wav; at most 60 seconds and 10 MB")
    ],
) -> VoiceView:
    """上传语音: Hand in one spoken message (`wx.uploadFile`, name `file`); the same again gives the
    same answer."""
    voice = heard(await file.read())
    kept = await take_in_voice(exchange, storage, actor.person_id, voice, now=now)
    return showcase.voice(kept, now)

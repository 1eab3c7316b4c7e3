"""Handing in documents."""

from typing import Annotated

from fastapi import File, Form, UploadFile
from pydantic import Field

from shequ_api.base.access.policies import AnyActor
from shequ_api.base.files.documents import cleaned, known_as, rebuilt
from shequ_api.base.files.router import TheShowcase, TheStorage
from shequ_api.base.files.schemas import DocumentView
from shequ_api.base.files.service import own_document
from shequ_api.base.files.taking_in import take_in_document
from shequ_api.kit.http.exchange import Now, TheExchange
from shequ_api.kit.http.route import Router
from shequ_api.kit.schema import CleanText

FileName = Annotated[CleanText, Field(min_length=1, max_length=255)]

router = Router(tags=["files"])


@router.post("/documents", status_code=201)
async def upload_document(
    actor: AnyActor,
    exchange: TheExchange,
    storage: TheStorage,
    showcase: TheShowcase,
    now: Now,
    file: Annotated[
        UploadFile,
        File(description="PDF, at most 10 MB and 50 pages, without password, scripts or files"),
    ],
    title: Annotated[
        FileName,
        Form(
            description="As it is shown and saved, e.g. the name that `wx.chooseMessageFile` gave"
        ),
    ],
) -> DocumentView:
    """上传文件: Hand in one PDF (`wx.uploadFile`, name `file`, `formData.title`); the same again
    under the same title gives the same answer.

    It is written anew: pages, links and what stands on them stay; author, program, comments'
    authors, bookmarks and signatures do not.
    """
    raw = await file.read()
    name = cleaned(title)
    kept = await own_document(exchange.session, actor.person_id, known_as(name, raw))
    if kept is None:
        await exchange.release()
        document = await rebuilt(name, raw)
        kept = await take_in_document(exchange, storage, actor.person_id, document, now=now)
    return showcase.document(kept, now)

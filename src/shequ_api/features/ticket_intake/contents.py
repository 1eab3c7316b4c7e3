"""What a draft brings along: photos and spoken messages, a category, and what it answers."""

from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.base.files.models import File
from shequ_api.base.files.owners import sealed_photos
from shequ_api.base.files.service import PhotoUnknown, own_photos, own_voices
from shequ_api.blocks.forms.models import FormVersion
from shequ_api.features.ticket_intake.schemas import TicketDraft
from shequ_api.features.ticket_services.public import FALLBACK, ServiceUnknown, checked
from shequ_api.features.tickets.public import Service
from shequ_api.kit.errors import Fault, Malformed

SEE_PHOTO, SEE_VOICE = "（见照片）", "（见语音）"


class AnonymousForAnother(Malformed):
    """Whoever files for another by a mandate says so; anonymously everybody files their own."""

    code, title = "anonymous_for_another", "代他人下单不能匿名"


class PhotoSigned(Malformed):
    """A photo whose record says whose it is would say who ordered."""

    code, title = "photo_signed", "匿名诉求的照片要匿名上传，请重新上传"


class VoiceTells(Malformed):
    """Handlers may know a voice."""

    code, title = "voice_tells", "匿名诉求不能附语音，声音会暴露身份，请改用文字或照片"


class NothingSaid(Malformed):
    """Neither a category nor a photo nor a spoken message: nobody could know what is asked."""

    code, title = "nothing_said", "请选择分类，或者附上照片、语音"

    def __init__(self) -> None:
        super().__init__(
            errors=(
                Fault("/service_code", "category_or_photo", "选择一个分类"),
                Fault("/photo_ids", "category_or_photo", "或者拍一张照片"),
            )
        )


async def files_for(session: AsyncSession, actor: Actor, draft: TicketDraft) -> list[File]:
    """What was handed in by the one who files it; for an anonymous ticket, without their name."""
    if not draft.anonymous:
        photos = await own_photos(session, actor.person_id, draft.photo_ids)
        return photos + await own_voices(session, actor.person_id, draft.voice_ids)
    if actor.on_behalf_of is not None:
        raise AnonymousForAnother
    if draft.voice_ids:
        raise VoiceTells
    try:
        return await sealed_photos(session, actor.person_id, draft.photo_ids)
    except PhotoUnknown:
        raise PhotoSigned from None


@dataclass(frozen=True, slots=True)
class Matter:
    """What a draft is about."""

    service: Service
    answered: Service
    """That under which the attributes were answered: another one, where that is retired by now."""
    version: FormVersion | None
    told: bool
    """Whether the draft named a category that is still one."""


async def matter_of(session: AsyncSession, draft: TicketDraft) -> Matter:
    """Its category; without one, or with one that was retired since the form was loaded, the
    community is to say. Raises `NothingSaid`, `ServiceUnknown`, `AnswersUnfit`."""
    if draft.service_code is None and not (draft.photo_ids or draft.voice_ids):
        raise NothingSaid
    named = await session.get(Service, draft.service_code or FALLBACK)
    if named is None:
        raise ServiceUnknown
    version = await checked(session, named, draft.service_version, draft.attributes)
    told = draft.service_code is not None and named.retired_at is None
    if named.retired_at is not None and version is None:
        raise ServiceUnknown
    category = named if named.retired_at is None else await session.get_one(Service, FALLBACK)
    return Matter(category, named, version, told)


def is_private(draft: TicketDraft, matter: Matter) -> bool:
    """Whether it is for those alone who handle it: as it says, else as its category does."""
    return matter.service.private_by_default if draft.private is None else draft.private


def text_of(draft: TicketDraft, matter: Matter) -> str:
    """What it says; where nothing was written, what to look at."""
    if draft.text is not None:
        return draft.text
    if draft.voice_ids:
        return SEE_VOICE
    return SEE_PHOTO if draft.photo_ids else matter.service.title

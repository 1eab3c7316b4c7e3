"""The photos in messages: who ordered shows what is theirs, who handles what was done."""

from sqlalchemy import exists

from shequ_api.base.files.models import File
from shequ_api.base.registry import PhotoHold
from shequ_api.features.ticket_talk.models import TicketMessage, TicketMessagePhoto
from shequ_api.features.ticket_talk.sides import Side

_SHOWN = TicketMessagePhoto.file_id == File.id
_BY_STAFF = (
    TicketMessage.id == TicketMessagePhoto.message_id,
    TicketMessage.side == Side.STAFF,
)
PHOTO_HOLDS = [PhotoHold(shown=exists().where(_SHOWN), on_duty=exists().where(_SHOWN, *_BY_STAFF))]

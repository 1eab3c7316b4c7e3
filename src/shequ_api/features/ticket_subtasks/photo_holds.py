"""The photos that show how a subtask was done: taken for work."""

from sqlalchemy import exists

from shequ_api.base.files.models import File
from shequ_api.base.registry import PhotoHold
from shequ_api.features.ticket_subtasks.models import TicketSubtaskPhoto

_SHOWN = exists().where(TicketSubtaskPhoto.file_id == File.id)
PHOTO_HOLDS = [PhotoHold(shown=_SHOWN, on_duty=_SHOWN)]

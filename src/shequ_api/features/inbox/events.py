from typing import ClassVar
from uuid import UUID

from shequ_api.base.events.facts import Fact


class MessageTold(Fact):
    """A person was told something in the app; `subject_id` is the person. Told again while it was
    unread, it is the same message."""

    name: ClassVar[str] = "message_told"

    message_id: UUID
    kind: str

from datetime import timedelta

from shequ_api.base.events.facts import Clockwork
from shequ_api.base.registry import Module
from shequ_api.features.register_conflicts.permissions import (
    GRANTS,
    HELD_ONLY_AT,
    ConflictPermission,
)
from shequ_api.features.register_conflicts.router import router
from shequ_api.features.register_conflicts.service.closing import close_agreed

MODULE = Module(
    name="register_conflicts",
    title="人房信息：底册冲突",
    router=router,
    permissions=ConflictPermission,
    grants=GRANTS,
    held_only_at=HELD_ONLY_AT,
    clockworks=[Clockwork("register_conflicts.close_agreed", timedelta(minutes=30), close_agreed)],
)

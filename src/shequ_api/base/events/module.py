from datetime import timedelta

from shequ_api.base.events.facts import Clockwork
from shequ_api.base.registry import Module
from shequ_api.kit.http.idempotency import StillRunning, forget_old
from shequ_api.kit.partitions import keep_partitions

MODULE = Module(
    name="events",
    title="事件与任务",
    clockworks=[
        Clockwork("kit.keep_partitions", timedelta(days=1), keep_partitions),
        Clockwork("kit.forget_idempotency", timedelta(hours=6), forget_old),
    ],
    constraints={"pk_idempotency_records": StillRunning},
)

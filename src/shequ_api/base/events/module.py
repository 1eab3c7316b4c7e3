from datetime import timedelta

from shequ_api.base.events.facts import Clockwork
from shequ_api.base.events.sealed import SEALED
from shequ_api.base.registry import Module, Retention, timed
from shequ_api.kit.http.idempotency import StillRunning, forget_old
from shequ_api.kit.partitions import detach_old, drop_detached, keep_partitions

DETACHED_DAYS = 90

MODULE = Module(
    name="events",
    title="事件与任务",
    sealed=SEALED,
    clockworks=[
        Clockwork("kit.keep_partitions", timedelta(days=1), keep_partitions),
        Clockwork("kit.detach_old", timedelta(days=1), detach_old),
        Clockwork("kit.forget_idempotency", timedelta(hours=6), forget_old),
    ],
    retention=[
        Retention("幂等记录（重复请求的答复，加密）", "30 天", "网络不好时重复提交只算一次"),
        Retention("事件记录（只含编号）", "37 个月", "数据处理记录至少保存三年"),
        timed(
            "超过期限、已移出数据库表的历史月份（运维另行归档的除外）",
            DETACHED_DAYS,
            "供核对后删除",
            drop_detached,
        ),
    ],
    constraints={"pk_idempotency_records": StillRunning},
)

from shequ_api.base.registry import Module, Retention
from shequ_api.features.grid_tasks.jobs import CLOCKWORKS
from shequ_api.features.grid_tasks.reactions import REACTIONS
from shequ_api.features.grid_tasks.router import router

MODULE = Module(
    name="grid_tasks",
    title="整格任务",
    router=router,
    reactions=REACTIONS,
    clockworks=CLOCKWORKS,
    retention=[Retention("整格任务走访计数", "长期；只记地点和凭据编号", "说明进度从何而来")],
)

from shequ_api.base.registry import Module, Retention
from shequ_api.features.performance_adjustments.jobs import CLOCKWORKS, REACTIONS
from shequ_api.features.performance_adjustments.personal import PERSONAL_DATA
from shequ_api.features.performance_adjustments.router import router

MODULE = Module(
    name="performance_adjustments",
    title="考核补记",
    router=router,
    reactions=REACTIONS,
    clockworks=CLOCKWORKS,
    personal_data=PERSONAL_DATA,
    retention=[Retention("考核补记", "长期；注销时删除所写理由", "说明定稿后的更正")],
)

from shequ_api.base.registry import Module, Retention
from shequ_api.features.card_levels.permissions import GRANTS, HELD_ONLY_AT, CardLevelPermission
from shequ_api.features.card_levels.personal import PERSONAL_DATA
from shequ_api.features.card_levels.router import router

MODULE = Module(
    name="card_levels",
    title="幸福卡等级",
    router=router,
    permissions=CardLevelPermission,
    grants=GRANTS,
    held_only_at=HELD_ONLY_AT,
    personal_data=PERSONAL_DATA,
    retention=[Retention("幸福卡等级办法", "长期", "等级按当时的办法计算")],
)

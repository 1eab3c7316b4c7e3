from shequ_api.base.registry import Module, Retention
from shequ_api.features.card_levels.permissions import GRANTS, HELD_ONLY_AT, CardLevelPermission
from shequ_api.features.card_levels.personal import PERSONAL_DATA
from shequ_api.features.card_levels.reactions import REACTIONS
from shequ_api.features.card_levels.router import router

MODULE = Module(
    name="card_levels",
    title="幸福卡等级",
    router=router,
    permissions=CardLevelPermission,
    grants=GRANTS,
    held_only_at=HELD_ONLY_AT,
    reactions=REACTIONS,
    personal_data=PERSONAL_DATA,
    retention=[Retention("幸福卡等级的告知记录", "长期；随卡保留", "等级升高时只告知一次")],
)

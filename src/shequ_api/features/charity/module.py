from shequ_api.base.registry import Module, Retention
from shequ_api.features.charity.closing import CLOCKWORKS as CLOSING
from shequ_api.features.charity.landing import ACTIONS, POOL
from shequ_api.features.charity.permissions import (
    GRANTS,
    HELD_ONLY_AT,
    LEVELS,
    CharityPermission,
)
from shequ_api.features.charity.personal import PERSONAL_DATA
from shequ_api.features.charity.router import router
from shequ_api.features.charity.service import PoolTitleTaken
from shequ_api.features.charity.supporting import CLOCKWORKS as FOLDING
from shequ_api.features.charity.writings import WRITINGS

MODULE = Module(
    name="charity",
    title="公益池",
    router=router,
    permissions=CharityPermission,
    grants=GRANTS,
    levels=LEVELS,
    held_only_at=HELD_ONLY_AT,
    clockworks=[*CLOSING, *FOLDING],
    constraints={"uq_charity_pools_title": PoolTitleTaken},
    actions=ACTIONS,
    landing=[POOL],
    personal_data=PERSONAL_DATA,
    writings=WRITINGS,
    retention=[
        Retention("捐赠记录", "长期；注销后不再显示姓名和留言", "公开账目不可改动"),
        Retention("对各公益池的支持合计", "长期；注销后不再显示姓名", "公益池支持人数的依据"),
        Retention("公益池的设立、关闭与致谢", "长期；注销后不再显示致谢内容", "公开账目的依据"),
    ],
)

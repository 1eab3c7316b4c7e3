from datetime import timedelta

from shequ_api.base.events.facts import Clockwork
from shequ_api.base.registry import Module, Retention
from shequ_api.base.residency import household_router, router
from shequ_api.base.residency.audience import AUDIENCES
from shequ_api.base.residency.day_work import DAY_WORK
from shequ_api.base.residency.leaving import expire_claims
from shequ_api.base.residency.permissions import GRANTS, LEVELS, ResidencyPermission
from shequ_api.base.residency.personal import PERSONAL_DATA
from shequ_api.base.residency.reactions import REACTIONS
from shequ_api.base.residency.scope import lives_in_scope
from shequ_api.base.residency.service import ResidencyClaimed
from shequ_api.base.residency.words import WORDS
from shequ_api.kit.http.route import Router

routes = Router()
routes.include_router(router.router)
routes.include_router(household_router.router)

MODULE = Module(
    name="residency",
    title="居住关系",
    router=routes,
    permissions=ResidencyPermission,
    grants=GRANTS,
    levels=LEVELS,
    personal_data=PERSONAL_DATA,
    audiences=AUDIENCES,
    retention=[
        Retention(
            "住户关系",
            "关系存续期间及之后长期；注销后只剩编号和起止日期",
            "确认谁能查看和办理该户事项",
        ),
    ],
    words=WORDS,
    reactions=REACTIONS,
    clockworks=[Clockwork("residency.expire_claims", timedelta(hours=1), expire_claims)],
    constraints={"uq_residencies_live": ResidencyClaimed},
    person_scope=lives_in_scope,
    day_work=DAY_WORK,
)

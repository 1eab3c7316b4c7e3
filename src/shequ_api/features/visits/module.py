from shequ_api.base.registry import Module, Retention
from shequ_api.features.visits.day_work import DAY_WORK
from shequ_api.features.visits.permissions import GRANTS, VisitPermission
from shequ_api.features.visits.personal import PERSONAL_DATA
from shequ_api.features.visits.reactions import REACTIONS
from shequ_api.features.visits.router import router
from shequ_api.kit.errors import NotNow


class RetriedAlready(NotNow):
    code, title = "visit_retried_already", "这次走访已经再次安排过"


MODULE = Module(
    name="visits",
    title="入户走访",
    router=router,
    permissions=VisitPermission,
    grants=GRANTS,
    reactions=REACTIONS,
    constraints={"uq_visits_retry_of_id": RetriedAlready},
    personal_data=PERSONAL_DATA,
    retention=[
        Retention("走访的时间、地点、事由与结果", "长期；注销后不再显示姓名", "走访过程可追溯"),
    ],
    day_work=DAY_WORK,
)

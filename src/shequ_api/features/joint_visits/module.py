from shequ_api.base.registry import Module
from shequ_api.features.joint_visits.day_work import DAY_WORK
from shequ_api.features.joint_visits.permissions import GRANTS, JointVisitPermission
from shequ_api.features.joint_visits.router import router

MODULE = Module(
    name="joint_visits",
    title="联合走访",
    router=router,
    permissions=JointVisitPermission,
    grants=GRANTS,
    day_work=DAY_WORK,
    words={"看了什么": {"address": "住址", "earlier_answers": "此前的排查结果"}},
)

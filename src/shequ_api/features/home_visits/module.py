from shequ_api.base.offering import Action, Head
from shequ_api.base.registry import Module
from shequ_api.features.home_visits.day_work import DAY_WORK
from shequ_api.features.home_visits.permissions import GRANTS, HomeVisitPermission
from shequ_api.features.home_visits.router import router

MODULE = Module(
    name="home_visits",
    title="来我家的走访",
    router=router,
    permissions=HomeVisitPermission,
    grants=GRANTS,
    actions=[
        Action(
            key="home_visits.mine",
            head=Head.VIEW,
            title="来我家的走访",
            operation="list_my_home_visits",
            permission=HomeVisitPermission.REPLY,
        )
    ],
    day_work=DAY_WORK,
)

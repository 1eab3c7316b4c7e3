from shequ_api.base.registry import Module, Retention
from shequ_api.features.patrol_plans.permissions import GRANTS, PatrolPlanPermission
from shequ_api.features.patrol_plans.personal import PERSONAL_DATA
from shequ_api.features.patrol_plans.router import router

MODULE = Module(
    name="patrol_plans",
    title="巡查计划",
    router=router,
    permissions=PatrolPlanPermission,
    grants=GRANTS,
    permission_titles={
        PatrolPlanPermission.MANAGE: "制定和调整巡查计划",
        PatrolPlanPermission.VIEW: "查看巡查计划",
    },
    personal_data=PERSONAL_DATA,
    retention=[
        Retention("巡查计划与路线", "长期；注销后不再显示姓名", "说明当时由谁巡查"),
    ],
)

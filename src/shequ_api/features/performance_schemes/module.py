from shequ_api.base.registry import Module, Retention
from shequ_api.features.performance_schemes.permissions import GRANTS, PerformanceSchemePermission
from shequ_api.features.performance_schemes.personal import PERSONAL_DATA
from shequ_api.features.performance_schemes.router import router
from shequ_api.features.performance_schemes.service import SchemeMonthTaken

MODULE = Module(
    name="performance_schemes",
    title="考核方案",
    router=router,
    permissions=PerformanceSchemePermission,
    grants=GRANTS,
    permission_titles={
        PerformanceSchemePermission.MANAGE: "制定和发布考核方案",
        PerformanceSchemePermission.VIEW: "查看考核方案",
    },
    constraints={"uq_performance_schemes_in_force": SchemeMonthTaken},
    personal_data=PERSONAL_DATA,
    retention=[
        Retention("考核方案", "长期；注销后不再显示姓名", "说明当时按什么考核"),
    ],
)

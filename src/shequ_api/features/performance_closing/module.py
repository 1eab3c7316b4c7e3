from shequ_api.base.registry import Module, Retention
from shequ_api.features.performance_closing.freezing import ReopeningAsked
from shequ_api.features.performance_closing.permissions import GRANTS, PerformanceClosingPermission
from shequ_api.features.performance_closing.personal import PERSONAL_DATA
from shequ_api.features.performance_closing.router import router

MODULE = Module(
    name="performance_closing",
    title="考核申诉与定稿",
    router=router,
    permissions=PerformanceClosingPermission,
    grants=GRANTS,
    permission_titles={
        PerformanceClosingPermission.ANSWER: "查看和答复考核申诉",
        PerformanceClosingPermission.FREEZE: "考核定稿和重新打开",
    },
    constraints={"uq_performance_reopenings_waiting": ReopeningAsked},
    personal_data=PERSONAL_DATA,
    retention=[
        Retention("考核申诉、答复与定稿", "长期；注销时删除所写内容", "说明考核为何更正"),
    ],
)

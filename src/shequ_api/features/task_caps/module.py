from shequ_api.base.registry import Module, Retention
from shequ_api.features.task_caps.permissions import GRANTS, TaskCapPermission
from shequ_api.features.task_caps.personal import PERSONAL_DATA
from shequ_api.features.task_caps.router import router

MODULE = Module(
    name="task_caps",
    title="外来事项上限",
    router=router,
    permissions=TaskCapPermission,
    grants=GRANTS,
    permission_titles={TaskCapPermission.SET: "设定外来事项上限"},
    personal_data=PERSONAL_DATA,
    retention=[Retention("外来事项上限", "有效期间；注销后删除所写说明", "约束派给网格的工作")],
)

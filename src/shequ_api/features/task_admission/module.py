from shequ_api.base.offering import Action, Head
from shequ_api.base.registry import Module, Retention
from shequ_api.features.task_admission import router, work_router
from shequ_api.features.task_admission.flow import STEP_TITLES
from shequ_api.features.task_admission.permissions import GRANTS, TaskAdmissionPermission
from shequ_api.features.task_admission.personal import PERSONAL_DATA
from shequ_api.features.task_admission.service.booking import QuotaExceeded
from shequ_api.kit.http.route import Router

routes = Router()
routes.include_router(router.router)
routes.include_router(work_router.router)

MODULE = Module(
    name="task_admission",
    title="事项准入",
    router=routes,
    permissions=TaskAdmissionPermission,
    grants=GRANTS,
    actions=[
        Action(
            key="task_admission.assigned",
            head=Head.HANDLE,
            title="准入事项",
            operation="list_assigned_tasks",
            permission=TaskAdmissionPermission.VIEW_ASSIGNED,
        )
    ],
    constraints={
        "ck_task_quotas_within": QuotaExceeded,
        "ck_task_types_within_quota": QuotaExceeded,
    },
    personal_data=PERSONAL_DATA,
    retention=[
        Retention("准入事项与派发记录", "长期；注销后不再显示由谁办理", "说明网格为何承担这项工作"),
    ],
    words={"步骤": STEP_TITLES},
)

from shequ_api.base.offering import Action, Head
from shequ_api.base.registry import Module, OpenWork, Retention
from shequ_api.features.patrol_tasks.day_work import DAY_WORK
from shequ_api.features.patrol_tasks.jobs import CLOCKWORKS
from shequ_api.features.patrol_tasks.permissions import (
    GRANTS,
    PERFORMERS,
    PatrolTaskPermission,
)
from shequ_api.features.patrol_tasks.personal import PERSONAL_DATA
from shequ_api.features.patrol_tasks.reactions import REACTIONS
from shequ_api.features.patrol_tasks.router import router
from shequ_api.features.patrol_tasks.service.handover import in_hands, would_hang

MODULE = Module(
    name="patrol_tasks",
    title="巡查任务",
    router=router,
    permissions=PatrolTaskPermission,
    grants=GRANTS,
    permission_titles={
        PatrolTaskPermission.VIEW: "查看巡查任务",
        PatrolTaskPermission.PERFORM: "执行巡查任务",
        PatrolTaskPermission.CANCEL: "取消巡查任务",
    },
    reactions=REACTIONS,
    clockworks=CLOCKWORKS,
    actions=[
        Action(
            key="patrol_tasks.today",
            head=Head.HANDLE,
            title="今日巡查",
            operation="list_my_patrol_tasks",
            permission=PatrolTaskPermission.PERFORM,
        )
    ],
    open_work=[
        OpenWork(
            key="patrol_tasks",
            title="待执行的巡查任务",
            count=would_hang,
            of_person=in_hands,
            takers=PERFORMERS,
        ),
    ],
    personal_data=PERSONAL_DATA,
    retention=[
        Retention("巡查任务", "长期；注销后不再显示姓名", "说明场所何时被巡查"),
    ],
    day_work=DAY_WORK,
)

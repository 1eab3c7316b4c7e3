from shequ_api.base.offering import Action, Head
from shequ_api.base.registry import Module, Retention
from shequ_api.features.hazards.day_work import DAY_WORK
from shequ_api.features.hazards.flow import STEP_TITLES
from shequ_api.features.hazards.jobs import CLOCKWORKS
from shequ_api.features.hazards.permissions import GRANTS, HazardPermission
from shequ_api.features.hazards.personal import PERSONAL_DATA
from shequ_api.features.hazards.reactions import REACTIONS
from shequ_api.features.hazards.router import router

MODULE = Module(
    name="hazards",
    title="隐患",
    router=router,
    permissions=HazardPermission,
    grants=GRANTS,
    permission_titles={HazardPermission.VIEW: "查看辖区隐患"},
    reactions=REACTIONS,
    clockworks=CLOCKWORKS,
    actions=[
        Action(
            key="hazards.to_reinspect",
            head=Head.HANDLE,
            title="隐患复查",
            operation="list_hazards",
            permission=HazardPermission.VIEW,
            parameters=("place_id",),
        )
    ],
    personal_data=PERSONAL_DATA,
    retention=[
        Retention("隐患与整改记录", "长期；注销后不再显示由谁整改", "隐患整改可追溯"),
    ],
    words={"步骤": STEP_TITLES},
    day_work=DAY_WORK,
)

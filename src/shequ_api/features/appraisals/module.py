from shequ_api.base.registry import Module, Retention
from shequ_api.features.appraisals.jobs import CLOCKWORKS, REACTIONS
from shequ_api.features.appraisals.permissions import GRANTS, AppraisalPermission
from shequ_api.features.appraisals.personal import PERSONAL_DATA
from shequ_api.features.appraisals.router import router

MODULE = Module(
    name="appraisals",
    title="考核",
    router=router,
    permissions=AppraisalPermission,
    grants=GRANTS,
    permission_titles={
        AppraisalPermission.VIEW: "查看辖区网格员考核",
        AppraisalPermission.CORRECT: "更正考核",
    },
    reactions=REACTIONS,
    clockworks=CLOCKWORKS,
    personal_data=PERSONAL_DATA,
    retention=[
        Retention("考核结果与更正", "长期；注销时删除所写内容", "考核可追溯"),
        Retention("考核明细", "37 个月", "本人可逐条核对"),
    ],
)

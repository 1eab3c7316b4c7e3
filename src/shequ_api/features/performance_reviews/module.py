from shequ_api.base.registry import Module, Retention
from shequ_api.features.performance_reviews.jobs import CLOCKWORKS, REACTIONS
from shequ_api.features.performance_reviews.permissions import GRANTS, PerformanceReviewPermission
from shequ_api.features.performance_reviews.personal import PERSONAL_DATA
from shequ_api.features.performance_reviews.router import router

MODULE = Module(
    name="performance_reviews",
    title="考核",
    router=router,
    permissions=PerformanceReviewPermission,
    grants=GRANTS,
    permission_titles={
        PerformanceReviewPermission.VIEW: "查看辖区网格员考核",
        PerformanceReviewPermission.CORRECT: "更正考核",
    },
    reactions=REACTIONS,
    clockworks=CLOCKWORKS,
    personal_data=PERSONAL_DATA,
    retention=[
        Retention("考核结果与更正", "长期；注销时删除所写内容", "考核可追溯"),
    ],
)

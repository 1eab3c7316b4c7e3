from shequ_api.base.registry import Module, Retention
from shequ_api.features.need_ratings.permissions import GRANTS, NeedRatingPermission
from shequ_api.features.need_ratings.personal import PERSONAL_DATA
from shequ_api.features.need_ratings.router import router
from shequ_api.features.need_ratings.service import PoolRatedAlready
from shequ_api.features.need_ratings.writings import WRITINGS

MODULE = Module(
    name="need_ratings",
    title="统单评价",
    router=router,
    permissions=NeedRatingPermission,
    grants=GRANTS,
    constraints={"uq_need_pool_ratings_pool_id_person_id": PoolRatedAlready},
    personal_data=PERSONAL_DATA,
    writings=WRITINGS,
    retention=[Retention("统单评价", "长期；本人注销时删除评语", "供需对接的质量可追溯")],
)

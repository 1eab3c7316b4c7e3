from sqlalchemy import exists, false

from shequ_api.base.files.models import File
from shequ_api.base.offering import Action, Head, one_of
from shequ_api.base.registry import Module, PhotoHold, Retention
from shequ_api.features.mall import router, stall_router
from shequ_api.features.mall.models import EditionPhoto
from shequ_api.features.mall.permissions import GRANTS, LEVELS, MallPermission
from shequ_api.features.mall.personal import PERSONAL_DATA
from shequ_api.features.mall.rules import GoodsCategory, GoodsKind
from shequ_api.features.mall.writings import WRITINGS
from shequ_api.kit.http.route import Router

routes = Router()
routes.include_router(router.router)
routes.include_router(stall_router.router)

MODULE = Module(
    name="mall",
    title="积分商城",
    router=routes,
    permissions=MallPermission,
    permission_titles={MallPermission.OVERSEE: "查看辖区合伙人的商品"},
    grants=GRANTS,
    levels=LEVELS,
    actions=[
        Action(
            key="mall.goods",
            head=Head.ORDER,
            title="积分商城",
            operation="list_mall_goods",
            permission=MallPermission.VIEW,
            parameters=("community_id",),
            takes={"category": one_of(GoodsCategory), "kind": one_of(GoodsKind)},
        )
    ],
    personal_data=PERSONAL_DATA,
    retention=[
        Retention(
            "商品、价格与库存记录",
            "长期；注销后个人合伙人填写的文字一并清除",
            "订单按当时的承诺履行和结算",
        ),
    ],
    photo_holds=[PhotoHold(shown=exists().where(EditionPhoto.file_id == File.id), on_duty=false())],
    writings=WRITINGS,
)

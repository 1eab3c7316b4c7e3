from shequ_api.base.events.facts import Clockwork
from shequ_api.base.registry import Module, Retention
from shequ_api.features.codes import count_router, print_router, router, scan_router
from shequ_api.features.codes.counting import EVERY, count_scans
from shequ_api.features.codes.permissions import GRANTS, CodePermission
from shequ_api.features.codes.personal import PERSONAL_DATA
from shequ_api.features.codes.reactions import REACTIONS
from shequ_api.features.codes.service import CodeNotLive
from shequ_api.kit.http.route import Router

routes = Router()
routes.include_router(scan_router.router)
routes.include_router(router.router)
routes.include_router(print_router.router)
routes.include_router(count_router.router)

MODULE = Module(
    name="codes",
    title="楼栋码与扫码",
    router=routes,
    site_router=scan_router.site_router,
    permissions=CodePermission,
    grants=GRANTS,
    withheld={CodePermission.SEE_CONTACT},
    permission_titles={CodePermission.SEE_CONTACT: "查看网格员姓名和电话"},
    reactions=REACTIONS,
    clockworks=[Clockwork("codes.count_scans", EVERY, count_scans)],
    constraints={"uq_place_codes_live": CodeNotLive},
    personal_data=PERSONAL_DATA,
    retention=[Retention("扫码记录", "13 个月", "按时段统计扫码次数，发现异常")],
)

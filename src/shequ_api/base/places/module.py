from shequ_api.base.places import boundary_router, door_router, naming_router, router
from shequ_api.base.places.boundaries import BoundaryDrawnMeanwhile
from shequ_api.base.places.permissions import GRANTS, PlacePermission
from shequ_api.base.places.personal import PERSONAL_DATA
from shequ_api.base.places.service import CodeTaken
from shequ_api.base.registry import Module, Retention
from shequ_api.kit.http.route import Router

routes = Router()
routes.include_router(router.router)
routes.include_router(door_router.router)
routes.include_router(naming_router.router)
routes.include_router(boundary_router.router)

MODULE = Module(
    name="places",
    title="地点与网格",
    router=routes,
    permissions=PlacePermission,
    grants=GRANTS,
    constraints={
        "uq_places_code": CodeTaken,
        "uq_places_path": CodeTaken,
        "uq_boundaries_live_place": BoundaryDrawnMeanwhile,
        "uq_boundaries_live_grid": BoundaryDrawnMeanwhile,
    },
    personal_data=PERSONAL_DATA,
    retention=[
        Retention("边界与区划变更", "长期；注销后不再显示由谁绘制", "说明当时的辖区范围"),
    ],
)

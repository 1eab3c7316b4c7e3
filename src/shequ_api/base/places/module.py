from shequ_api.base.places.permissions import GRANTS, PlacePermission
from shequ_api.base.places.router import router
from shequ_api.base.places.service import CodeTaken
from shequ_api.base.registry import Module

MODULE = Module(
    name="places",
    title="地点与网格",
    router=router,
    permissions=PlacePermission,
    grants=GRANTS,
    constraints={"uq_places_code": CodeTaken},
)

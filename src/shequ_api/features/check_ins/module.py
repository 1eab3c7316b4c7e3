from shequ_api.base.registry import Action, Head, Module
from shequ_api.features.check_ins.permissions import GRANTS, CheckInPermission
from shequ_api.features.check_ins.personal import PERSONAL_DATA
from shequ_api.features.check_ins.router import router

MODULE = Module(
    name="check_ins",
    title="打卡",
    router=router,
    permissions=CheckInPermission,
    grants=GRANTS,
    actions=[
        Action(
            key="check_ins.make",
            head=Head.HANDLE,
            title="打卡",
            operation="make_check_in",
            permission=CheckInPermission.MAKE,
            parameters=("place_id",),
        )
    ],
    personal_data=PERSONAL_DATA,
)

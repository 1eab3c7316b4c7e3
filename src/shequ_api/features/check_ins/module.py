from shequ_api.base.offering import Action, Head
from shequ_api.base.registry import Module, Retention, timed
from shequ_api.features.check_ins.day_work import DAY_WORK
from shequ_api.features.check_ins.expiring import coarsen
from shequ_api.features.check_ins.permissions import GRANTS, CheckInPermission
from shequ_api.features.check_ins.personal import PERSONAL_DATA
from shequ_api.features.check_ins.photo_holds import PHOTO_HOLDS
from shequ_api.features.check_ins.router import router

POSITION_DAYS = 365

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
    retention=[
        timed("打卡的精确位置（之后只留约一公里）", POSITION_DAYS, "核实打卡与处理申诉", coarsen),
        Retention("打卡记录与照片", "长期；注销后不再显示姓名", "履职取证"),
    ],
    photo_holds=PHOTO_HOLDS,
    day_work=DAY_WORK,
)

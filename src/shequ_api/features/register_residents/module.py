from shequ_api.base.registry import Module, timed
from shequ_api.features.register_residents.expiring import forget_history, forget_leavers
from shequ_api.features.register_residents.personal import PERSONAL_DATA
from shequ_api.features.register_residents.reactions import REACTIONS
from shequ_api.features.register_residents.router import router
from shequ_api.features.register_residents.service import CorrectionWaits
from shequ_api.features.register_residents.words import WORDS

LEAVER_DAYS = HISTORY_DAYS = 3 * 365

MODULE = Module(
    name="register_residents",
    title="人房信息：本人",
    router=router,
    reactions=REACTIONS,
    constraints={"uq_register_corrections_waiting": CorrectionWaits},
    personal_data=PERSONAL_DATA,
    retention=[
        timed(
            "迁出人员的登记信息（之后只留人数）", LEAVER_DAYS, "迁出后的查证与联系", forget_leavers
        ),
        timed("更正前的登记内容", HISTORY_DAYS, "核对更正是否有误", forget_history),
    ],
    words=WORDS,
)

"""How the codes of this module read in the copy that somebody takes of what is kept about them."""

from shequ_api.base.registry import Words
from shequ_api.base.residency.models import Belonging, ResidencyState, VerificationMeans

BELONGINGS = {
    Belonging.OWNER: "产权人",
    Belonging.TENANT: "承租人",
    Belonging.FAMILY: "家庭成员",
    Belonging.FLOATING: "流动人口",
}
STATES = {
    ResidencyState.WAITING: "待核实",
    ResidencyState.VERIFIED: "已核实",
    ResidencyState.REJECTED: "未通过",
    ResidencyState.WITHDRAWN: "已撤回",
    ResidencyState.EXPIRED: "逾期未核实",
    ResidencyState.LEFT: "已搬离",
    ResidencyState.REMOVED: "被移出",
    ResidencyState.PLACE_ENDED: "房屋已拆除",
}
MEANS = {
    VerificationMeans.REGISTER: "与人房信息一致",
    VerificationMeans.INVITATION: "同住人邀请",
    VerificationMeans.VOUCHES: "邻居担保",
    VerificationMeans.DOOR: "网格员上门",
}
WORDS: Words = {"身份": BELONGINGS, "状态": STATES, "核实方式": MEANS}

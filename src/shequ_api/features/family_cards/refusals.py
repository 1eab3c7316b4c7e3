"""How family cards say no."""

from shequ_api.kit.errors import Absent, NotNow


class FamilyCardHeld(NotNow):
    code, title = "family_card_held", "您已有家庭卡，每人同时只能加入一张"


class FamilyCardRefused(NotNow):
    """That a family card does not pay this: whatever the reason, not a stall's to know."""


class FamilyCardNone(FamilyCardRefused):
    status, code, title = 404, "family_card_none", "您还没有家庭卡"


class FamilyCardTooSoon(NotNow):
    """Tells from when on (`free_at`)."""

    code, title = "family_card_too_soon", "退出家庭卡后需等待一段时间才能再开通或加入"


class FamilySpendingTooSoon(FamilyCardRefused):
    """Tells from when on (`free_at`)."""

    code, title = "family_spending_too_soon", "刚加入家庭卡，需等待一段时间才能使用"


class FamilyCardFull(NotNow):
    code, title = "family_card_full", "家庭卡的成员已满"


class FamilyCodeUnknown(Absent):
    """One answer for codes that are over, used, replaced, never shown, or of another dwelling."""

    code, title = "family_code_unknown", "家庭卡邀请码无效或已过期，或您不是同一住户"


class NotTheHead(NotNow):
    code, title = "not_the_head", "只有家庭卡的开通人可以这样做"


class FamilyLimitReached(FamilyCardRefused):
    code, title = "family_limit_reached", "超过了开通人为您设置的家庭卡限额"


class HomeUnverified(NotNow):
    code, title = "home_unverified", "请先核实住户信息，再开通家庭卡"


class FamilyCardsBoth(NotNow):
    code, title = "family_cards_both", "两个账号都有家庭卡，请先退出其中一张再合并"

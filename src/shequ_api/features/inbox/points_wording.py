"""The words of what is told about issuing points."""

from collections.abc import Mapping

from shequ_api.features.inbox.kinds import MessageKind as K
from shequ_api.features.inbox.kinds import Words

BUDGET, CREDIT = ("points_budget", "get_points_budget"), ("manual_credit", "get_manual_credit")
OWN = ("own_manual_credits", "list_my_manual_credits")
"""What a message is about, and the operation that opens it."""
POINTS_WORDS: Mapping[K, Words] = {
    K.POINTS_BUDGET_LOW: Words(
        "积分额度即将用完", "{scope}{period}的积分发放额度已用八成以上，需要的请追加。", *BUDGET
    ),
    K.POINTS_BUDGET_USED_UP: Words(
        "积分额度不足", "{scope}{period}的积分发放额度已用完或不够发放，需要的请追加。", *BUDGET
    ),
    K.MANUAL_CREDIT_AWAITED: Words(
        "有补发积分待审批", "请由申请人、领取人以外的人核对并审批。", *CREDIT
    ),
    K.MANUAL_CREDIT_DECLINED: Words(
        "补发积分未获批准", "您申请的一笔补发积分未获批准，原因请见详情。", *CREDIT
    ),
    K.MANUAL_CREDIT_GIVEN: Words("收到补发积分", "社区为您补发了积分，事由请见详情。", *OWN),
    K.MANUAL_CREDIT_REVERSED: Words(
        "补发积分已冲正", "一笔为您补发的积分已冲正，原因请见详情。", *OWN
    ),
    K.CARD_LEVEL_RISEN: Words(
        "幸福卡升级", "您的幸福卡升为{level_title}。", "card_level", "get_card_level"
    ),
    K.CARD_GIFT: Words("积分转赠", "{news}", "card_gift", "list_my_card_gifts"),
    K.CARD_CARE: Words("幸福卡提醒", "{news}", "card_overview", "get_points_card_overview"),
    K.POINTS_ALARM: Words(
        "积分异常待核查", "有一条积分异常预警，请核查。", "points_alarm", "get_points_alarm"
    ),
}

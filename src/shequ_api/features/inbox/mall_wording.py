"""The words of what is told to whoever ordered in the mall."""

from collections.abc import Mapping

from shequ_api.features.inbox.kinds import MessageKind as K
from shequ_api.features.inbox.kinds import Words

ORDER, SALE = ("redemption", "get_redemption"), ("stall_sale", "list_my_stall_sales")
"""What a message is about, and the operation that opens it."""
MALL_WORDS: Mapping[K, Words] = {
    K.REDEMPTION_FULFILLED: Words("兑换商品已领取", "积分已支付。如非本人，请联系社区。", *ORDER),
    K.REDEMPTION_CANCELLED: Words(
        "兑换已被取消", "合作伙伴取消了您的兑换，冻结的积分已退回，原因请见详情。", *ORDER
    ),
    K.REDEMPTION_EXPIRING: Words(
        "兑换即将过期", "请在取货期限前凭取货码领取，逾期积分退回。", *ORDER
    ),
    K.REDEMPTION_EXPIRED: Words("兑换已过期", "未在期限内领取，冻结的积分已退回。", *ORDER),
    K.REDEMPTION_REFUNDED: Words("兑换已退款", "积分已退回您的幸福卡。", *ORDER),
    K.STALL_SALE_MADE: Words("摊位收款", "您支付了积分。如非本人，请联系社区。", *SALE),
    K.STALL_SALE_REFUNDED: Words("摊位退款", "积分已退回您的幸福卡。", *SALE),
}

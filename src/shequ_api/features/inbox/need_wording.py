"""The words of what is told about needs and pools."""

from collections.abc import Mapping

from shequ_api.features.inbox.kinds import MessageKind as K
from shequ_api.features.inbox.kinds import Words

NEED, POOL = ("need", "get_need"), ("need_pool", "get_need_pool")
"""What a message is about, and the operation that opens it."""
NEED_WORDS: Mapping[K, Words] = {
    K.NEED_MADE_OF_TICKET: Words(
        "诉求已转为点单", "社区把您的诉求转为点单，将与其他居民的点单一起解决。", *NEED
    ),
    K.NEED_GATHERED: Words(
        "点单已并入统单", "社区把您的点单并入了一个统单，截止前您可以退出。", *POOL
    ),
    K.NEED_POOL_CLOSED: Words("统单已截止", "您参加的统单已截止，社区将尽快下单。", *POOL),
    K.NEED_POOL_LAPSED: Words(
        "统单未成单", "您参加的统单人数不足，没有成单；您的点单将等待下一个统单。", *POOL
    ),
    K.NEED_POOL_ORDERED: Words("统单已下单", "您参加的统单已下单，内容请见详情。", *POOL),
    K.NEED_POOL_DELIVERED: Words("统单已交付", "您参加的统单已交付，请评价。", *POOL),
    K.NEED_POOL_CANCELLED: Words(
        "统单已取消", "您参加的统单已取消，原因请见详情；您的点单将等待下一个统单。", *POOL
    ),
    K.NEED_POOL_REACHED: Words("统单已达最少人数", "一个统单已达到最少人数，可以截止下单。", *POOL),
    K.NEED_POOL_CLOSING: Words(
        "统单即将截止", "一个统单将在一天内截止，请查看人数，需要时延期或继续汇集。", *POOL
    ),
    K.NEED_POOL_RATED_LOW: Words("统单评价较低", "有成员对一个统单评价较低，请了解情况。", *POOL),
}

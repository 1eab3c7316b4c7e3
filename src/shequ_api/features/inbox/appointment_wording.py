"""The words of what is told about appointments."""

from collections.abc import Mapping

from shequ_api.features.inbox.kinds import MessageKind as K
from shequ_api.features.inbox.kinds import Words

MINE = ("appointment", "get_my_appointment")
APPOINTMENT_WORDS: Mapping[K, Words] = {
    K.APPOINTMENT_PROMOTED: Words(
        "候补成功", "您候补的时段有了名额，已为您预约；不能前来请及时取消。", *MINE
    ),
    K.APPOINTMENT_DROPPED: Words(
        "预约已取消", "窗口在您预约的时段不再开放，请另选时段，给您带来不便请谅解。", *MINE
    ),
    K.APPOINTMENT_MISSED: Words(
        "预约未到场", "您没有按时到场。多次未到会暂停预约；如有误请联系窗口更正。", *MINE
    ),
}

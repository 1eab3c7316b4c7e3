"""Why a gift is refused."""

from shequ_api.kit.errors import Absent, Malformed, NotNow, TooMany


class GiftPolicyPlaceUnfit(Malformed):
    code, title = "gift_policy_place_unfit", "转赠办法由区或市制定，请选择区或市"


class GiftPolicyUnfit(Malformed):
    code, title = "gift_policy_unfit", "每笔、每日、每月的积分上限应由小到大"


class GiftPolicyBegun(Malformed):
    code, title = "gift_policy_begun", "新的转赠办法只能从现在或以后开始"


class OneRecipientNeeded(Malformed):
    code, title = "one_recipient_needed", "请填写对方的卡号，或对方的手机号和姓名"


class RecipientUnknown(Absent):
    """One answer for all: no such number, another name, no verified account. The try is counted."""

    code, title, keeps_writes = (
        "recipient_unknown",
        "没有找到对方，请核对卡号，或手机号和姓名",
        True,
    )


class TooManyRecipientTries(TooMany):
    code, title = "too_many_recipient_tries", "今天查找的次数已用完，请明天再试"


class RecipientOver(NotNow):
    code, title = "recipient_over", "请重新查找并确认对方"


class GiftsOff(NotNow):
    code, title = "gifts_off", "本区没有开通积分转赠"


class GiftToYourself(Malformed):
    """Merged accounts of one human being count as one."""

    code, title = "gift_to_yourself", "不能转赠给自己"


class GiftSizeUnfit(NotNow):
    """Facts: `least_points`, `most_points`."""

    code, title = "gift_size_unfit", "每笔转赠的积分不在规定范围内"


class GiverNotKnownEnough(NotNow):
    """Facts: `needed_level`."""

    code, title = "giver_not_known_enough", "您还需要完成更高一级的身份核验才能转赠"


class ReceiverNotKnownEnough(NotNow):
    code, title = "receiver_not_known_enough", "对方还没有完成所需的身份核验，暂不能接收转赠"


class GiverTooYoung(NotNow):
    """Facts: `minimum_age`."""

    code, title = "giver_too_young", "未达到本区规定的年龄，暂不能转赠积分"


class GiverAgeUnknown(NotNow):
    """Facts: `minimum_age`."""

    code, title = "giver_age_unknown", "请先核验身份证件确认年龄，再转赠积分"


class GiverHomeless(NotNow):
    code, title = "giver_lives_elsewhere", "只有核实住在本区的居民可以转赠积分"


class CardTooNew(NotNow):
    """Facts: `opened_days`."""

    code, title = "card_too_new", "您的幸福卡开卡时间不足，暂不能转赠"


class GiftResting(NotNow):
    """Facts: `giveable_points`."""

    code, title = "gift_resting", "刚收到的转赠积分暂不能再转赠"


class GiftInCircle(NotNow):
    """Facts: `circle_days`."""

    code, title = "gift_in_circle", "对方近期转赠过给您，暂不能再回赠"


class GiverCapReached(NotNow):
    """Facts: `cap_points`, `counted_points`, `per`."""

    code, title = "giver_cap_reached", "超过您可转赠的积分上限"


class ReceiverCapReached(NotNow):
    """It says nothing of what the receiver got."""

    code, title = "receiver_cap_reached", "对方可接收的转赠积分已达上限"


class GiftOver(NotNow):
    """Facts: `state`."""

    code, title = "gift_over", "这笔转赠已经结束"

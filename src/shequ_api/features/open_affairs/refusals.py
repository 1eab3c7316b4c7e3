"""What is refused of disclosures and their categories."""

from shequ_api.kit.errors import Forbidden, Malformed, NotNow


class DisclosurePlaceUnfit(Malformed):
    """One that is not there, has ended, lies outside, or discloses nothing."""

    code, title = "disclosure_place_unfit", "公示地点须是本人管辖内现有的区县、街道、社区或小区"


class DisclosureCategoryUnknown(Malformed):
    code, title = "disclosure_category_unknown", "该地点没有这个公开类别，或类别已停用"


class DisclosureTimesUnfit(Malformed):
    code, title = "disclosure_times_unfit", "公示结束须晚于开始和现在，异议期须在公示期内"


class DisclosureTooShort(Malformed):
    """Facts: `least_days`."""

    code, title = "disclosure_too_short", "公示期短于该类别要求的天数"


class ChangeNoteUnfit(Malformed):
    code, title = "disclosure_change_note_unfit", "更正须说明改了什么，首次公示无需说明"


class NothingToDisclose(NotNow):
    code, title = "disclosure_nothing_to_publish", "没有待发布的草稿"


class NothingToThrowAway(NotNow):
    code, title = "disclosure_nothing_to_discard", "没有草稿可以删除"


class DisclosureNotPublished(NotNow):
    code, title = "disclosure_not_published", "尚未发布，或已经撤回"


class DisclosureWithdrawnAlready(NotNow):
    code, title = "disclosure_withdrawn", "已撤回的公示不能再修改"


class OwnDisclosure(Forbidden):
    code, title = "disclosure_own_words", "这一类别须由编写人以外的人发布"


class CategoryCodeTaken(NotNow):
    code, title = "disclosure_category_code_taken", "已有这个编码的公开类别"


class DisclosureBeingChanged(NotNow):
    code, title = "disclosure_being_changed", "这条公示刚刚被他人修改，请刷新后再试"

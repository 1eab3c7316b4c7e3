from shequ_api.kit.errors import Malformed, NotNow


class DraftPlaceUnfit(Malformed):
    code, title = "draft_place_unfit", "请选择区县以内的地点"


class DraftEditionUnknown(Malformed):
    code, title = "draft_edition_unknown", "没有这一版办事指南"


class DraftEditionPast(NotNow):
    code, title = "draft_edition_past", "办事指南已更新，请按现行版本填写"


class DraftPersonMerged(NotNow):
    """An account of it has just become another one."""

    code, title = "draft_person_merged", "账号刚刚合并，请刷新后再试"


class DraftDiffers(NotNow):
    """Service, place, applicant and channel of a draft stay: another one has an id of its own."""

    code, title = "draft_differs", "这份草稿是为另一事项或另一申请人填写的"


class DraftSubmitted(NotNow):
    """`application_id` goes on with it."""

    code, title = "draft_submitted", "这份草稿已经提交"


class DraftBegun(NotNow):
    """Two devices began it at the same moment: one of them did."""

    code, title = "draft_begun", "这份草稿刚刚在另一设备上保存，请刷新后再试"


class ApplicantUnfit(NotNow):
    code, title = "applicant_unfit", "这个事项不接受此类申请人"


class ChannelUnfit(NotNow):
    code, title = "channel_unfit", "这个事项不能以这种方式申请"


class OrganisationNotYours(Malformed):
    code, title = "organisation_not_yours", "您没有在这个单位任职，不能代表它申请"


class PersonNotInScope(Malformed):
    """One answer for who is nobody, and for who belongs elsewhere."""

    code, title = "assisted_person_unknown", "辖区内没有这个人，请先登记"


class NotForOneself(Malformed):
    code, title = "assisted_oneself", "为自己申请请直接填写"


class NotEligible(NotNow):
    """`errors` names each binding rule that is known not to be met, and why."""

    code, title = "not_eligible", "按已掌握的信息，不符合申请条件"


class ConfirmationNeeded(NotNow):
    code, title = "confirmation_needed", "须由申请人本人在自己的账号中确认并提交"


class SignatureNeeded(NotNow):
    code, title = "signature_needed", "申请人没有账号，请上传本人签字确认的照片"


class NothingToConfirm(NotNow):
    code, title = "nothing_to_confirm", "申请人没有账号，不能在线确认；请上传签字照片"

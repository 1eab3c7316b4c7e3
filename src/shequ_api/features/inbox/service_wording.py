"""The words of what is told about what somebody has done at an office: appointments, applications
and what comes of them."""

from collections.abc import Mapping

from shequ_api.features.inbox.appointment_wording import APPOINTMENT_WORDS
from shequ_api.features.inbox.kinds import MessageKind as K
from shequ_api.features.inbox.kinds import Words

MINE = ("service_application", "get_my_service_application")
OFFICE = ("service_application", "get_service_application")
"""What a message is about, and the operation that opens it."""
SERVICE_WORDS: Mapping[K, Words] = {
    **APPOINTMENT_WORDS,
    K.SERVICE_APPLICATION_FILED: Words(
        "有人为您提交了申请", "他人代您提交了一件申请；如非您的意愿，请撤回。", *MINE
    ),
    K.SERVICE_APPLICATION_ACCEPTED: Words(
        "申请已受理", "您的申请已受理，承诺办结时间请见详情。", *MINE
    ),
    K.SERVICE_APPLICATION_RETURNED: Words(
        "申请需要补正材料", "请在期限内补正，逾期申请将终止；所缺材料请见详情。", *MINE
    ),
    K.SERVICE_APPLICATION_DECIDED: Words("申请有结果", "您的申请已有结果，请查看。", *MINE),
    K.SERVICE_APPLICATION_LAPSED: Words(
        "申请已终止", "没有在期限内补正材料，申请已终止；需要时请重新申请。", *MINE
    ),
    K.SERVICE_APPLICATION_SUPPLEMENTED: Words(
        "补正材料已提交", "您经办的一件申请补正了材料，请继续办理。", *OFFICE
    ),
    K.SERVICE_APPLICATION_WITHDRAWN: Words(
        "申请已撤回", "您经办的一件申请已由申请人撤回，不必再办理。", *OFFICE
    ),
    K.SERVICE_APPLICATION_OVERDUE: Words(
        "办件超过承诺时限", "一件申请超过了承诺办结时间，请立即办理。", *OFFICE
    ),
    K.SERVICE_APPLICATION_ACTED_FOR: Words(
        "有人为您办理了申请",
        "他人代您补正或撤回了一件申请，请查看；如非您的意愿，请撤销授权或联系办理机构。",
        *MINE,
    ),
    K.SERVICE_DRAFT_TO_CONFIRM: Words(
        "请确认代填的申请",
        "工作人员为您填写了一份申请，请核对后提交。",
        "service_draft",
        "get_service_draft",
    ),
    K.SERVICE_CERTIFICATE_REVOKED: Words(
        "电子证明已作废",
        "您本人或您任职单位的一份电子证明已作废或换发，请查看。",
        "service_certificate",
        "get_my_service_certificate",
    ),
}

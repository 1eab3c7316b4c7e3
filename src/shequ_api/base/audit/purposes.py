"""Why somebody may look at what is kept about a person."""

from enum import StrEnum


class LookPurpose(StrEnum):
    VISIT = "visit"
    TICKET = "ticket"
    VERIFICATION = "verification"
    EMERGENCY = "emergency"
    CARE = "care"
    CONTACT = "contact"
    CORRECTION = "correction"
    EXPORT = "export"
    COUNTER = "counter"
    AUDIT = "audit"


PURPOSE_TITLES = {
    LookPurpose.VISIT: "上门走访",
    LookPurpose.TICKET: "办理诉求",
    LookPurpose.VERIFICATION: "核实住户或身份",
    LookPurpose.EMERGENCY: "紧急救助",
    LookPurpose.CARE: "关爱帮扶",
    LookPurpose.CONTACT: "联系本人",
    LookPurpose.CORRECTION: "更正信息",
    LookPurpose.EXPORT: "导出名册",
    LookPurpose.COUNTER: "窗口办理",
    LookPurpose.AUDIT: "监督检查",
}

"""Why somebody may look at what is kept about a person."""

from enum import StrEnum


class Purpose(StrEnum):
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
    Purpose.VISIT: "上门走访",
    Purpose.TICKET: "办理诉求",
    Purpose.VERIFICATION: "核实住户或身份",
    Purpose.EMERGENCY: "紧急救助",
    Purpose.CARE: "关爱帮扶",
    Purpose.CONTACT: "联系本人",
    Purpose.CORRECTION: "更正信息",
    Purpose.EXPORT: "导出名册",
    Purpose.COUNTER: "窗口办理",
    Purpose.AUDIT: "监督检查",
}

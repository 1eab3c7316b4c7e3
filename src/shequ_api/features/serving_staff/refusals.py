from shequ_api.kit.errors import NotNow


class CardTextChanged(NotNow):
    """Facts: `consent_version`."""

    code, title = "service_card_consent_changed", "同意内容已更新，请阅读后再确认"


class CardBeingChanged(NotNow):
    code, title = "service_card_being_changed", "名片正在保存，请稍后再试"


class NoServiceCard(NotNow):
    code, title = "service_card_missing", "您没有公开任何信息"

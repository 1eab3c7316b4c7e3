"""What other features may ask of subscription messages."""

from shequ_api.features.subscription_messages.answering import hold_person, twin_of, void_until
from shequ_api.features.subscription_messages.models import (
    SubscriptionAnswer,
    SubscriptionSend,
    SubscriptionTemplate,
)
from shequ_api.features.subscription_messages.permissions import SubscriptionPermission
from shequ_api.features.subscription_messages.rules import Answer, SendState
from shequ_api.features.subscription_messages.sending import void_credits

__all__ = [
    "Answer",
    "SendState",
    "SubscriptionAnswer",
    "SubscriptionPermission",
    "SubscriptionSend",
    "SubscriptionTemplate",
    "hold_person",
    "twin_of",
    "void_credits",
    "void_until",
]

"""What other features may ask of people's settings."""

from shequ_api.features.notification_settings.models import NotificationSettings
from shequ_api.features.notification_settings.service import (
    NOTICE_KINDS,
    carried_kinds,
    check_kinds,
    own_quiet,
    quiet_in,
    roles_of,
    settings_of,
    wants,
)

__all__ = [
    "NOTICE_KINDS",
    "NotificationSettings",
    "carried_kinds",
    "check_kinds",
    "own_quiet",
    "quiet_in",
    "roles_of",
    "settings_of",
    "wants",
]

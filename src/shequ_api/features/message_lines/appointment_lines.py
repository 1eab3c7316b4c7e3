"""What is told to whoever has, or awaits, an appointment."""

from shequ_api.features.appointments.events import (
    AppointmentDropped,
    AppointmentMissed,
    AppointmentPromoted,
)
from shequ_api.features.inbox.public import MessageKind
from shequ_api.features.message_lines.lines import Line

K = MessageKind
APPOINTMENT_LINES: tuple[Line, ...] = (
    Line(K.APPOINTMENT_PROMOTED, AppointmentPromoted, ("person_id",)),
    Line(K.APPOINTMENT_DROPPED, AppointmentDropped, ("person_id",)),
    Line(K.APPOINTMENT_MISSED, AppointmentMissed, ("person_id",)),
)

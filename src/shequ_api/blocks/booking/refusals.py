"""What the block refuses."""

from shequ_api.kit.errors import Malformed, NotNow


class SlotFull(NotNow):
    code, title = "slot_full", "这个时段已约满"


class SlotNotFull(NotNow):
    """Whoever waits would wait beside a free place."""

    code, title = "slot_not_full", "这个时段还有名额，请直接预约"


class SlotNotOffered(NotNow):
    """Closed, past, too soon, or too far ahead: facts say which slots are offered from when."""

    code, title = "slot_not_offered", "这个时段不开放预约"


class AlreadyReserved(NotNow):
    code, title = "already_reserved", "您在这个时段已有预约或候补"


class TooManyReservations(NotNow):
    """Facts: `most`."""

    code, title = "too_many_reservations", "您未完成的预约已达上限"


class BookingBarred(NotNow):
    """Facts: `barred_until`."""

    code, title = "booking_barred", "因多次未到，暂时不能预约"


class HoldExpired(NotNow):
    code, title = "hold_expired", "保留的名额已过期，请重新选择时段"


class TooLateToCancel(NotNow):
    """Facts: `cancel_by`."""

    code, title = "too_late_to_cancel", "已过可以取消或改约的时间"


class ReservationOver(NotNow):
    """Facts: `state`."""

    code, title = "reservation_over", "这个预约已经结束"


class ResourceClosed(NotNow):
    code, title = "resource_closed", "这里已停止预约"


class SeatsInUse(NotNow):
    code, title = "seats_in_use", "已有预约占用这些名额，不能再减少"


class NotYetBegun(NotNow):
    code, title = "reservation_not_begun", "预约的时段还没有开始"


class OpeningsUnfit(Malformed):
    code, title = "openings_unfit", "开放时间应在一天之内、先后相接且不重叠"

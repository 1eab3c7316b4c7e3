from shequ_api.kit.errors import Absent, Forbidden, Malformed, NotNow


class PlaceCodeUnknown(Absent):
    """One answer for forged, foreign, unknown and revoked codes."""

    code, title = "volunteer_code_unknown", "这个码无法识别或已停用"


class MarkDiffers(NotNow):
    """The id was used for another mark."""

    code, title = "volunteer_mark_differs", "同一编号已提交过不同的签到或签退"


class SessionMissing(NotNow):
    """The check-in has not arrived: it is to be sent first."""

    code, title = "volunteer_session_missing", "没有收到对应的签到，请先上传签到"


class SessionEnded(NotNow):
    code, title = "volunteer_session_ended", "这次服务已经签退或已有结论"


class OutBeforeIn(NotNow):
    code, title = "volunteer_out_before_in", "签退时间不晚于签到时间"


class SessionOverlaps(NotNow):
    code, title = "volunteer_session_overlaps", "这段时间已有另一次志愿服务"


class OwnSession(Forbidden):
    code, title = "own_volunteer_session", "不能确认自己的志愿服务"


class NotToDecide(NotNow):
    code, title = "volunteer_session_not_waiting", "这次服务现在不能这样处理"


class NoteNeeded(Malformed):
    code, title = "volunteer_note_needed", "不予确认时请写明原因"


class MendingUnfit(Malformed):
    """Facts: `least_minutes`, `session_minutes`."""

    code, title = "volunteer_mending_unfit", "补录的签退应在签到之后、现在之前，时长在上下限之内"

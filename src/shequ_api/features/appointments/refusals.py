"""What this feature refuses, and in which words."""

from shequ_api.kit.errors import Forbidden, Malformed


class CounterPlaceUnfit(Malformed):
    """A counter stands in a community of one's scope."""

    code, title = "counter_place_unfit", "请选择辖区内的社区或其中的地点"


class AppointmentPersonUnknown(Malformed):
    """One answer for who is nobody, and for who belongs elsewhere."""

    code, title = "appointment_person_unknown", "辖区内没有这个人，请先登记"


class SubdistrictCounter(Forbidden):
    """It serves the others, too: the community in which it stands does not decide about it."""

    code, title = "subdistrict_counter", "这是街道设置的窗口，请由街道修改或停用"

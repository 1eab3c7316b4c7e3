from datetime import timedelta

from shequ_api.base.events.facts import Clockwork
from shequ_api.base.registry import Module, timed
from shequ_api.features.late_photos.reactions import REACTIONS
from shequ_api.features.late_photos.service import give_up, join_tickets

KEPT_DAYS = 90
"""As long as the files keep a photo that no record names yet."""

MODULE = Module(
    name="late_photos",
    title="后到照片",
    reactions=REACTIONS,
    clockworks=[Clockwork("late_photos.join_tickets", timedelta(minutes=1), join_tickets)],
    retention=[
        timed("等待上传的隐患照片编号", KEPT_DAYS, "照片传到后补到整改工单上", give_up),
    ],
)

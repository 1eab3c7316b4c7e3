"""How to ask about alarms of points."""

from tests.matrix.asking import Ask, by, listed, once

FOUND = {"state": "cleared", "reason": "已核对"}
RULE = {"enabled": True, "threshold": 400, "window_minutes": 60}

OPERATIONS = {
    "list_points_alarms": listed("points_alarm"),
    "get_points_alarm": by("alarm_id", "points_alarm"),
    "decide_points_alarm": by("alarm_id", "points_alarm", FOUND),
    "get_points_alarm_rules": once(lambda _: Ask()),
    "set_points_alarm_rule": once(lambda _: Ask({"kind": "card_hour"}, body=RULE)),
}

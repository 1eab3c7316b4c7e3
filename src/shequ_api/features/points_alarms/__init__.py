"""Points alarms (积分异常预警): what looks as if points were made, passed on or spent unduly.

Nouns: rule (how many points or times in how long; shipped, and a district's own where it says so),
count (of one card, or of two people, in a slice of time), alarm (opened where a count passes its
rule; it keeps nobody from anything; looked into by somebody whom it is not about, then cleared or
confirmed). Reacts to points earned, credited by hand, spent and given.
Announces PointsAlarmRaised and PointsAlarmDecided.
"""

"""Coverage: how long ago somebody went to each dwelling or building.

Noun: coverage (走访覆盖: one row for each dwelling or building that stands, with the last day on
which a worker filled in a form, checked in or did a task there). Announces nothing.
"""

"""Admission of tasks (职责清单外工作事项准入): departments give work to grids by admitted types.

Nouns: task type (事项: requested, recommended by a
subdistrict, then admitted by the district with quotas, days and a scope; or refused; suspended,
withdrawn), assignment (派发: tasks of one type at the buildings or dwellings of a place, or one for
each whole grid of it, within its quotas), assigned task (why a grid has it, and how much it is).
Announces TaskTypeAdmitted, TaskTypeEnded.
"""

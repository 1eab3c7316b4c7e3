"""Grid tasks (整格任务): a patrol task for a whole grid, whose progress is counted from visits.

Nouns: goal (to what in the grid one goes, all of it or so many; beside its patrol task), visit
(that somebody went to one of these places in the task's window, with the evidence). The set lives
while the task runs; the count at its end is kept. Announces GridTaskCarried, and patrol tasks'
PatrolTaskCompleted and PatrolTaskReopened.
"""

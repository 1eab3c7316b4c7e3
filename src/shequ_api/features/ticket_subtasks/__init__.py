"""Ticket subtasks (子任务): the parts in which the work on a ticket is done, each by its own time.

Nouns: subtask (of whoever leads, or a helper; open, done, cancelled, or dropped with its ticket),
required (its ticket is not settled before). The tickets keep how many there are. Announces
SubtaskGiven, SubtaskTaken, SubtaskDone, RequiredSubtasksDone, SubtaskReopened, SubtaskOverdue.
"""

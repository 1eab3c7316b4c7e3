"""Patrol tasks: each stop of a running plan on one day, until it is done or over.

Noun: task (巡查任务: ready, then completed, failed, cancelled or missed), with its window. It
belongs to whoever serves its grid, or to a worker who was named. What other records ask for once
(looking at a hazard again, what a department was allowed to give) is a task without a plan, which
may be done on any day of its window. What an inspection completed that is deleted is to be done
again where time is left. Announces PatrolTaskCompleted, PatrolTaskReopened, PatrolTaskFailed.
"""

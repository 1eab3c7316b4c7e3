"""Patrol plans: who is to go where, when, and how often.

Nouns: plan (巡查计划: draft, active, ended), edition (its content; a change
makes another one), route, point (a place or asset on a route). Announces PatrolPlanActivated,
PatrolPlanChanged, PatrolPlanEnded.
"""

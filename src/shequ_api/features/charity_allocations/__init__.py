"""Allocation rules of charity (帮扶规则): points each month for households that carry a tag.

Noun: allocation rule (of one pool; from a day on until another, or until it is ended). Each month
it proposes, up to what the pool has, and grants nothing: people decide on each proposal. Announces
nothing.
"""

"""Batches: what gathered on a phone without a signal, handed in at once.

Noun: batch (批量提交: inspections, each judged as if by itself; what one is refused stands in its
item and harms no other). Announces what patrols announce.
"""

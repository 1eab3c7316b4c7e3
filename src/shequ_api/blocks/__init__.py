"""Blocks: how such things work. A block knows `base` and `kit`, no other block and no feature.

`ledger` moves amounts, `workflow` moves states, `forms` checks answers. The feature points at the
block, never back.
"""

"""What becomes of a frozen month's rows afterwards (补记): an entry of the next open month.

Noun: adjustment (of one row of a frozen month, by a dispute that was upheld or because its evidence
changed; it stands in the review of a later month, with what it adds or takes). Frozen rows never
change: with their adjustments they come to what would be if nothing had been frozen. A month that
is opened again takes its adjustments back by reversing entries. Announces PerformanceAdjusted.
"""

"""Performance reviews (考核): what each grid worker reached in a month, and by which formula.

Nouns: month of a community (open, provisional, frozen), review (one worker's month in it), item
(a row that counts or does not), correction (of rows or days, by hand, with a reason). Announces
PerformanceMonthShown, PerformanceReviewShown.
"""

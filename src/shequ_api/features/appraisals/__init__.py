"""Appraisals (考核): what each grid worker reached in a month, by a formula that they can follow.

Nouns: month of a community (open, provisional, frozen), appraisal (one worker's month in it), item
(a row that counts or does not), correction (of rows or days, by hand, with a reason). Announces
AppraisalMonthShown.
"""

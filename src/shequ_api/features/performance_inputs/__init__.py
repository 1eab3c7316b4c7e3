"""What is known of a month before anybody judges it (考核依据): its rows, and the days served.

Nouns: month of a community (open, provisional, frozen), review (one worker's month in it), item (a
row, with what is known of it and who answers for it), service (an office with its days and times
away). Announces nothing.
"""

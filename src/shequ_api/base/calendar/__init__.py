"""The business calendar: which days are worked in China.

Nouns: calendar day (an exception to Monday–Friday: a holiday, or a weekend day that is worked in
exchange), workday. Days without a row are worked from Monday to Friday. The days come from the
`holidays` library; where the State Council's notice for a year is not out yet, they are those of
the statute, and a refresh replaces them later. What a city enters stands before both. Whatever
changes which days are worked announces CalendarChanged. Also business hours:
openings of each weekday, and the open time between two instants.
"""

"""Performance schemes (考核方案): what grid workers are measured by, and how it counts.

Nouns: measure (考核指标: what can be counted; the code knows how), scheme (a place's: draft, then
published and never changed), indicator (a measure with its target, weight and cap). The nearest
scheme counts: a community's before its subdistrict's, before the district's. Announces nothing.
"""

"""Places: where things are. One tree of physical places, one of service grids over it.

Nouns: place (province → city → district → subdistrict → community → compound → building → unit →
dwelling), grid (total → general → micro, and dedicated ones that overlap). A building, unit or
dwelling has exactly one micro-grid. Codes are stable and never reused; what ended keeps its row.
Rows that are listed by scope carry `Located` columns.
"""

"""Grid assignments (整格派发): work of an admitted type for whole grids, all of a place at once.

Noun: grid assignment (an assignment of task admission by which each micro-grid or general grid of a
community, subdistrict or district has one task; made by a worker of ours some hundreds at a time,
watched and taken back as one). Announces nothing.
"""

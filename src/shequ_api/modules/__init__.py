"""The table of contents: every module, a line each, in the order in which start-up takes them.

Where order matters (who forgets, merges or hands over before whom), a comment says so.
"""

from shequ_api.base.registry import Module
from shequ_api.modules import community, field_work, ground, points, requests

MODULES: tuple[Module, ...] = (
    *ground.MODULES,
    *requests.MODULES,
    *field_work.MODULES,
    *points.MODULES,
    *community.MODULES,
)

"""Every operation of the features, asked by everyone everywhere, against its table of rights."""

import pytest

from tests.matrix.playing import wrong
from tests.matrix.stage import Stage
from tests.matrix.table import areas, rows


@pytest.mark.parametrize("name", areas("features"))
async def test_rights(stage: Stage, name: str) -> None:
    found = await wrong(stage, rows()[name])
    assert not found, found

"""The TypeScript client, generated from the document, against the running server."""

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from shequ_api.dev.story.pictures import picture
from tests.journeys.house import House, opened
from tests.journeys.test_story import quiet

CLIENT = Path(__file__).parents[2] / "openapi" / "client"
NPM = shutil.which("npm")
# Not a word about a missing Node in a green run: .ci/run installs what this needs.
pytestmark = pytest.mark.skipif(NPM is None, reason="needs Node and npm")


@pytest.fixture
def house() -> Iterator[House]:
    with opened() as house:
        yield house


def npm(*arguments: str) -> None:
    assert NPM is not None
    done = subprocess.run(
        [NPM, *arguments], cwd=CLIENT, capture_output=True, text=True, timeout=300, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_residents_part_of_the_story_under_node(house: House) -> None:
    npm("ci", "--no-audit", "--no-fund", "--ignore-scripts")
    npm("run", "build")
    house.seed()
    served = house.serve()
    house.tell(served, "client", quiet())
    photo = house.folder / "lamp.jpg"
    photo.write_bytes(picture("gold"))
    code = house.printed_code()
    assert served.wechat_url is not None
    told = subprocess.run(
        ["node", "build/test/story.js", served.url, served.wechat_url, code, str(photo)],
        cwd=CLIENT,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert told.returncode == 0, told.stdout + told.stderr
    assert "the resident's part holds" in told.stdout

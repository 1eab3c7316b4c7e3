"""Forms that begin with what is known."""

from tests.features.register_answers.conftest import listening as listening

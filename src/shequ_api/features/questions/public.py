"""What other features may ask of questions."""

from shequ_api.features.questions.queries import still_waits as still_waits

"""What other features may ask of caps: to take something under them, or to give it back."""

from shequ_api.features.task_caps.rules import Load as Load
from shequ_api.features.task_caps.service import book as book
from shequ_api.features.task_caps.service import free as free

"""Tests. How long an example of Hypothesis takes says only how busy the machine is."""

from hypothesis import HealthCheck, settings

settings.register_profile("shequ", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("shequ")

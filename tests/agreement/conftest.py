"""A busy machine must not fail a property: no deadlines, speed is measured in tests/benchmarks."""

from hypothesis import settings

settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")

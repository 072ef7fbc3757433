"""How property tests try their examples: never by the clock; profile `quick` tries a fifth as many."""

import os

from hypothesis import settings

# A shared machine may stall a single example; a test's own bounds are the promise about speed.
settings.register_profile("patient", deadline=None)
settings.register_profile("quick", deadline=None, max_examples=20)
# In CI the same examples every time: new ones are searched for where somebody can act on them.
settings.register_profile("ci", deadline=None, derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "patient")

"""How property tests try their examples: never by the clock; profile `quick` tries a fifth as many."""

import os

from hypothesis import settings

# A shared machine may stall a single example; a test's own bounds are the promise about speed.
settings.register_profile("quick", deadline=None, derandomize=True, max_examples=20)
# The same examples every time, so that the same commit gives the same result everywhere. INDGANG_HUNT=5000 tries
# that many new ones, when somebody is there who can act on what they find.
settings.register_profile("same", deadline=None, derandomize=True)
settings.register_profile("hunt", deadline=None, max_examples=int(os.environ.get("INDGANG_HUNT") or 1))
settings.load_profile("hunt" if os.environ.get("INDGANG_HUNT") else "same")

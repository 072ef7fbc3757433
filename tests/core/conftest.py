from hypothesis import settings

# A shared machine may stall a single example; the tests' own bounds are the promise about speed.
settings.register_profile("patient", deadline=None)
settings.load_profile("patient")

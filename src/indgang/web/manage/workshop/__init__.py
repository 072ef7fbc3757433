"""The workshop in which two staffs map their tasks together (seed 000)."""

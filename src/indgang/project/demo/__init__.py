"""The demo: Billund Kommune as seed 004 describes it, with invented people, and a day that lives."""

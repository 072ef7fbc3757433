"""The decisions of Indgang as pure Python: no Django, no clock, no randomness, no input or output.

Every function takes what it needs and returns a value; the time comes in as an argument. So each rule can be
read on one page, run a million times in a test, and be shown to the person who asks "why?".
"""

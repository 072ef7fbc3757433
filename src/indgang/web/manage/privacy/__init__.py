"""Privacy: a citizen's request for insight or erasure, and what is erased when its term is over."""

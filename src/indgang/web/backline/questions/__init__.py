"""Questions from the desks: the unit's list, a talk, and the way of an answer into the playbook."""

"""When the citizen is phoned: the page behind the signed link of a promised call."""

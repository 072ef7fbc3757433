"""`python -m indgang.project.cli`."""

import sys

from indgang.project.cli import main

sys.exit(main())

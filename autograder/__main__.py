"""`python -m autograder`: the console script, where the PATH does not lead to it."""

import sys

from autograder.cli import main

sys.exit(main())

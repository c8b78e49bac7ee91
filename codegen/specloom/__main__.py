"""`python -m specloom` is the command `specloom`."""

import sys

from specloom.cli import main

sys.exit(main())

"""Runs the command `specloom` for `python -m specloom`."""

import sys

from specloom.cli import main

sys.exit(main())

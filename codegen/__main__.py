"""`python -m codegen` is the command `specloom`."""

import sys

from codegen.cli import main

sys.exit(main())

"""`python -m modtui` is `modtui`."""

import sys

from modtui.cli import main

sys.exit(main())

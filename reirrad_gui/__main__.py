"""`python -m reirrad_gui` is the command `reirrad-gui`."""

import sys

from reirrad_gui.cli import main

if __name__ == "__main__":
    sys.exit(main())

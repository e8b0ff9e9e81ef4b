"""`python -m tui_reader`, the same as `daily-papers`."""

import sys

from tui_reader.launch import main

sys.exit(main())

"""`python -m launch` starts all of C3 and stops all of it again."""

import sys

if sys.version_info[:2] != (3, 11):
    raise SystemExit(
        f"C3 needs Python 3.11, and this is {sys.version.split()[0]}: run `make env` with Python 3.11."
    )

from launch.run import main

sys.exit(main())

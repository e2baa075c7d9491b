"""``python3 -m kg``: set up what is missing, then run the command."""

from __future__ import annotations

import os
import sys

#: The oldest Python that the engine runs on. This module has to be readable to older ones.
OLDEST_PYTHON = (3, 11)


def main() -> None:
    """Run ``kg``, or every check of the repository for ``python3 -m kg test``."""
    if sys.version_info < OLDEST_PYTHON or os.name != "posix":
        sys.exit(
            "kg: Python {}.{} or newer is needed, on Linux or another POSIX system; "
            "this is Python {}.{} on {}".format(*OLDEST_PYTHON, *sys.version_info[:2], sys.platform)
        )
    from kg import environment

    arguments = sys.argv[1:]
    environment.ensure(arguments)
    if arguments[:1] == ["test"]:
        from kg import selftest

        sys.exit(selftest.run(arguments[1:]))
    from kg.cli import main as run

    run()


if __name__ == "__main__":
    main()

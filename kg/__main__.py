"""``python3 -m kg``: set up what is missing, then run the command."""

from __future__ import annotations

import sys

from kg import environment


def main() -> None:
    """Run ``kg``, or every check of the repository for ``python3 -m kg test``."""
    environment.ensure(sys.argv[1:])
    if sys.argv[1:2] == ["test"]:
        sys.exit(environment.test(sys.argv[2:]))
    from kg.cli import main as run

    run()


if __name__ == "__main__":
    main()

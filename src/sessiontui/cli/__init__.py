"""The command line: the only place that builds and joins objects."""

from __future__ import annotations

import sys


def main() -> None:
    """Start the command line."""
    from sessiontui.cli.guard import harden

    harden()
    from sessiontui.cli.group import run

    sys.exit(run(sys.argv[1:]))

"""Lets `python -m sessiontui` start the command line."""

from sessiontui.cli import main

if __name__ == "__main__":
    main()

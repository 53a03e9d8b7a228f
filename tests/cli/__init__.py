"""The command line, told as stories."""

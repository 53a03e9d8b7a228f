"""The measured claims of SessionTUI: `python -m bench` runs all of them."""

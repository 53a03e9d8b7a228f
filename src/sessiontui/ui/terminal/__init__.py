"""What makes the terminal quiet and leaves it as it was found."""

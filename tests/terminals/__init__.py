"""Real terminals around the real program: multiplexers, types, sizes."""

"""SessionTUI: quiet, encrypted session notes for a therapist, in the terminal."""

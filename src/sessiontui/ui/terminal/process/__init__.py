"""The app as a process: stops, faults, a laptop's sleep, the terminal left as found.

What draws and what reads stands beside it in `ui/terminal`.
"""

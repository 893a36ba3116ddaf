"""Measurements: `python -m bench` lists them; each prints a table beside what it is held against."""

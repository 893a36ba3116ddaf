"""`python -m digest.cli`: the program where no console script is at hand."""

from digest.cli import main

main()

"""`python -m facilitator` is the same as `tablefolk`."""

from facilitator.cli import main

main()

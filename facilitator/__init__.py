"""What a facilitator starts: the console, the wall, rehearsals, the command line."""

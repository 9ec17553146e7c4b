"""The server: the log, live rooms, pages for players, reports."""

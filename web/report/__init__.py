"""The report of a game: as a page, as files that last, as papers, in a list, beside others. All of it from a `Report` alone."""

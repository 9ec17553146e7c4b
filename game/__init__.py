"""The pure game: what may be asked, what happened, what is true now. No clock, disk, socket or chance of its own."""

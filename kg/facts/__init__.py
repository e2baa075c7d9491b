"""Reading and checking what curators write: facts files and registers."""

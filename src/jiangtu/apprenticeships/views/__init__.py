"""Pages: apprentices and their stages, rosters, certificates."""

"""The page Dekking: where an inventory is, how strengths are spread, and where nobody was asked yet."""

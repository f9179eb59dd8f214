"""The page In mijn buurt: clubs, places and people around the corner."""

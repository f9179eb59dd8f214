"""The page Bijeenkomst: the neighbourhood for a room full of people."""

"""Postcodes: read as people write them, placed on the map, and filled for the whole country."""

"""Files from outside as raw tables of text. Nothing here knows what an asset is."""

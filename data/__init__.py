"""Data that comes along: the vocabulary, the templates of initiatives and the demo. See README.md here."""

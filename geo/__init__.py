"""Krachtenkaart's domain and geography. Knows nothing of screens, languages or sentences."""

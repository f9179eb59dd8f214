"""The page Samen: a wish, the group that could do it, and the plan that comes of it."""

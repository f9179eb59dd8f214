"""The page In mijn buurt: clubs, places and people around the corner, for somebody with a telephone in the hand."""

from dashboard.nearby import controls as nearby_controls
from dashboard.nearby import page as nearby

nearby.heading()
view = nearby_controls.ask_nearby()
if view is None:
    nearby.welcome()
else:
    nearby.explore(view)

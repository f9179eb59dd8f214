"""The map page: what is here, who it belongs to, and what complements it nearby."""

from dashboard import cache, controls, render
from dashboard.explore import explore

view = cache.map_view(controls.map_query())
render.heading(view)
render.active_filter_buttons(view)
explore(view)

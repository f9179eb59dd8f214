"""The map page: what is here, who it belongs to, and what complements it nearby."""

from dashboard import cache, controls, render
from dashboard.explore import explore
from dashboard.paper.menu import save_and_print

view = cache.map_view(controls.map_query())
render.heading(view)
save_and_print(view.query)
render.active_filter_buttons(view)
explore(view)

"""The page Dekking: where an inventory is, how strengths are spread, and where nobody was asked yet."""

from dashboard.coverage import controls, page
from dashboard.coverage.view import look

view = look(controls.ask())
page.heading(view)
page.explore(view)
page.numbers(view)

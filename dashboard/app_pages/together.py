"""The page Samen: from a wish and a place to a small group of neighbours who bring it about together."""

from dashboard.together import invitation_sheet, wish_controls
from dashboard.together import page as together

view = wish_controls.ask_together()
together.heading(view)
if together.is_overview(view):
    together.overview(view)
elif invitation_sheet.is_unfolded(view):
    invitation_sheet.show(view)
else:
    together.workbench(view)

"""The app with a hurried room: the tour moves on after two seconds."""

import runpy

from dashboard.room import view as room_view
from dashboard.server import PAGE

room_view.STEP_S, room_view.WELCOME_S = 2.0, 12.0  # so long that a busy machine cannot miss it
runpy.run_path(str(PAGE))

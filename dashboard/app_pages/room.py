"""The page Bijeenkomst: the neighbourhood on a projector, for a room full of people."""

from dashboard.room import page as room
from dashboard.room import view as room_view

room.show(room_view.look())

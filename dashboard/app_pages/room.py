"""The page Bijeenkomst: the neighbourhood on a projector, for a room full of people."""

from dashboard import room, room_view

room.show(room_view.look())

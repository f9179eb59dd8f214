"""
Asset frames as files for others: one module per format, each a function from a frame to bytes.

They know the asset frame and nothing else. What they write, `geo.importing` reads back into equal assets. Give
them a frame that was projected to its reader (`geo.audience`): everything in it is written.
"""

from geo.exports.delimited import write_csv
from geo.exports.geojson import write_geojson
from geo.exports.records import Wording
from geo.exports.workbook import write_xlsx

__all__ = ["Wording", "write_csv", "write_geojson", "write_xlsx"]

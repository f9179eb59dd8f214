"""
From a file to assets and a report: what is in it is understood here, column by column.

Each module reads one group of fields of all rows at once and tells the ledger what it thinks of them; a row
that cannot be taken stays in the columns until the end, so that all there is to say about it is said.
"""

from geo.importing.reading import Import, RawFile, open_upload, read_assets, read_assets_with_gdal, understand

__all__ = ["Import", "RawFile", "open_upload", "read_assets", "read_assets_with_gdal", "understand"]

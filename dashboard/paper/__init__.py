"""
On paper and as files: the poster, the card of one asset, and the list.

Each maker takes what a reader may see (`geo.audience`) and gives bytes; `menu` offers them on the pages.
"""

"""
Coverage: what an inventory holds and reaches, area by area. One measure per file.

All measures read frames that were already projected to a role (`geo.audience`): what a role may not see is in
none of its numbers. The connector's own view is exact; what a municipality reads of talents comes from a stored
release instead, never from here.

Areas are numbered by their place in the order of codes; what lies in none of them is "outside" and is counted
too, so that counts over areas and outside equal all.
"""

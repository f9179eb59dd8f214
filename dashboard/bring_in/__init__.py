"""The page Lijst inlezen: from a file of one's own to a look at what would come of it, and then to the map."""

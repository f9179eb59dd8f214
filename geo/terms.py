"""The closed lists of the domain: kinds, modes, audiences and roles, as codes."""

TALENT, ASSOCIATION, INSTITUTION = "talent", "association", "institution"
KINDS = (TALENT, ASSOCIATION, INSTITUTION)
"""The three kinds of asset, residents first: this is also the order at equal fit."""

CAN, TEACHES, LEARNS, TOGETHER, LENDS, SEEKS = "can", "teaches", "learns", "together", "lends", "seeks"
MODES = (CAN, TEACHES, LEARNS, TOGETHER, LENDS, SEEKS)

ANSWERS = {
    CAN: (SEEKS,),
    TEACHES: (LEARNS,),
    LEARNS: (TEACHES,),
    TOGETHER: (TOGETHER,),
    LENDS: (SEEKS,),
    SEEKS: (CAN, LENDS),
}
"""Which modes of another asset a mode meets."""

OFFERS = (CAN, TEACHES, LENDS, TOGETHER)
"""Modes that can fill a place in an initiative."""

PUBLIC, NEIGHBOURS, CONNECTOR = "public", "neighbours", "connector"
AUDIENCES = (PUBLIC, NEIGHBOURS, CONNECTOR)
"""Who may see a card, widest first."""

"""
The store: where an installation keeps its own assets. This package is the only one that knows SQL.

The contract, for every store that may come beside this one:

- `version` is 0 while nothing was ever written, and rises by at least one in the same transaction as each
  write that changes what `read_assets` or `read_initiative` give; on one day equal versions mean equal
  contents. What waits in the queue does not raise it, so that a hall that saves does not empty every cache.
- `read_assets` returns a validated asset frame of one moment, in the order of arrival: only active cards, each
  with the audience that its person's consent allows on that day; an empty store gives the empty frame.
  Readers never wait for writers, but for the first reader of a file that must be brought up to date.
- `is_empty` is true until an inventory was begun (an import, or a card that was let in), and then never again:
  neither a card that waits nor an erasure changes what the public is shown instead.
- `add_import` takes all of an import or nothing. A row whose digest is there already is a duplicate and not
  stored again; a row with an id that is in use for other content is refused. It returns the import's report
  with both counted. When nothing is new, nothing is written and the version stays.
- `compare` returns the same report without writing. `bring_in` does what `add_import` does, with what a person
  said of rows that may be there already: kept beside the others unless said otherwise, left out, or filling in
  a card that came in a list. Nothing is ever filled in over a card that belongs to somebody.
- `undo_import` takes out the last import, once: after it `read_assets` gives what it gave before, but for cards
  that somebody has since taken over, changed or asked to change; those stay, and it tells how many.
- `add_initiative` keeps an initiative and tells whether it was new: the same one again, whenever it was made,
  writes nothing, and an id that is in use for another is refused. Initiatives hold ids of assets that may have
  gone; they do not make a store less empty.
- Each card that a person put up has records of consent per purpose, added and never changed; all is off until
  a record says otherwise, and a yes ends on its last day. A card with any record is ruled by its records.
  **A card that came in a list has none until its person is asked**: of a resident the connector alone sees
  it, whatever the list said, for those that came before this rule as well; a group or place is shown as the
  list said, and who brought the list answers for that. None claims a consent that was never given.
- A card that somebody else filled in sleeps until its person says yes, behind the secret link or on a paper
  that the connector notes; so does one whose yes has ended. Who took a yes back is not asked again.
- A card is confirmed by its person, or by the connector on that person's word; one that was not for a year
  fades and is listed. A resident who said no yes for two years is erased by `sweep`, groups and places never.
- What a connector let in, held back or deleted can be taken back once; deleted is erased after a month.
- What the public adds or changes waits until a role that may decide says so. Consent, hiding and erasing are
  the person's own and count at once. Roles are asked for at each read and each write (`geo.access`); a connector
  of an area reads and decides about cards of that area only (`wijk_of`). The person of a card is known by a visit
  (`open_link`), looked up again each time.
- Who is signed in, and as what, is looked up each time (`standing`): a session ends by itself, or at once when
  somebody ends it, and a login elsewhere that ended never begins another. A role that is taken back, a passphrase
  that is replaced and a meeting that is over end what they opened. None of it raises `version`.
- That a connector reads how a resident may be reached is written in the history of the card (`log_reveal`).
- In a meeting, what neighbours add appears in batches (`geo.store.arrivals`); after it, what is left waits.
- Of secrets (passphrases, sessions, links, visits, keys) only digests are kept. The same key saves once, whatever
  happened between.
- `erase` leaves nothing of a card in any table, in free pages or in the write-ahead log, nor in initiatives; a
  ledger beside the database makes one that is put back forget again when it is next opened, and keeps a list
  from bringing the same row back.
- Where people were asked is kept as postcodes and days, never of whom; `read_contacts` adds those of cards in
  whatever state and tells no numbers of cards.
- Introductions are a double yes: what is read from one end does not depend on what the other said or did, but
  for a yes of both (`geo.introductions`). An erased card leaves the other end as one that got no answer. They
  have a version of their own, `introductions_version`, so that bringing two people together empties no cache
  of cards.
- `make_due_release` decides about each quarter once; `read_release` gives what it made, to who may read it. A
  release holds nothing that leads to a card, and of who counted in it only digests are kept, which go with the
  card. It raises the version.
- What was acknowledged outlives a crash of the process or the machine.
- Every failure is a `StoreError`; what is on disk stays as it was. Values from assets stand in no message.
- A store may be used from many threads, and its file from many processes.

This one is SQLite in WAL mode with `synchronous=FULL`. SQLite before 3.51.3 can, rarely, corrupt a WAL when
two connections write or checkpoint at one instant, so writers take turns through an advisory lock file beside
the database, held for the whole write (a checkpoint runs in the commit, so within it); closing the last
connection checkpoints only under SQLite's own exclusive lock. The lock goes with its process, however it ends.
"""

from geo.store.asked import AskedStore
from geo.store.asking import AskingStore, Sleeper
from geo.store.assets import AssetStore
from geo.store.corrections import CorrectionStore, TakenOut
from geo.store.imports import ImportStore
from geo.store.initiatives import InitiativeStore
from geo.store.introductions import IntroductionStore
from geo.store.meetings import MeetingStore
from geo.store.people import Kept, OwnCard, PeopleStore
from geo.store.queue import QueueStore, Waiting
from geo.store.releases import DECIDED, OUTCOMES, TOO_FEW, ReleaseStore
from geo.store.remarks import Remark, RemarkStore
from geo.store.reveals import RevealStore
from geo.store.sessions import SessionStore
from geo.store.undoing import UndoStore
from geo.store.upkeep import Faded, UpkeepStore

__all__ = [
    "DECIDED",
    "OUTCOMES",
    "TOO_FEW",
    "Faded",
    "Kept",
    "OwnCard",
    "Remark",
    "Sleeper",
    "Store",
    "TakenOut",
    "Waiting",
]


class Store(
    AssetStore,
    ImportStore,
    UndoStore,
    InitiativeStore,
    IntroductionStore,
    PeopleStore,
    QueueStore,
    AskedStore,
    ReleaseStore,
    SessionStore,
    MeetingStore,
    AskingStore,
    UpkeepStore,
    CorrectionStore,
    RemarkStore,
    RevealStore,
):
    """
    All that an installation keeps, in one SQLite file.

    Parameters
    ----------
    path
        The database; opened at first use, and made at the first write.
    wijk_of
        Tells in which wijk a point is (EPSG:28992 metres), for connectors of an area.
    """

"""What can go wrong in a way that a person can mend. Each error has a code that the screen translates."""


class KrachtenkaartError(Exception):
    """
    Base of all errors that are told to a person.

    Parameters
    ----------
    code
        Dotted code, the key of the sentence in `dashboard/locale` (`error.<code>`).
    details
        Values for that sentence. They may come from outside: show them through safe sinks only.
    """

    def __init__(self, code: str, **details: object) -> None:
        super().__init__(code)
        self.code = code
        self.details = details

    def __str__(self) -> str:
        """Give the code and details, for a developer's eye."""
        return f"{self.code} {self.details}" if self.details else self.code


class PostcodeError(KrachtenkaartError):
    """The text is no Dutch postcode."""


class CrsError(KrachtenkaartError):
    """A frame has no coordinate reference system, or not the one that is needed."""


class SchemaError(KrachtenkaartError):
    """A frame breaks its schema; `details["problems"]` lists every problem found."""


class SourceError(KrachtenkaartError):
    """A file cannot be read, or is over a limit that the message names."""


class VocabularyError(KrachtenkaartError):
    """A vocabulary or template file breaks its rules, or a term is unknown."""


class StoreError(KrachtenkaartError):
    """The store cannot be opened, read or written."""


class NotFoundError(KrachtenkaartError):
    """No asset, area or place has this id."""


class CardError(KrachtenkaartError):
    """A card cannot be kept as it was filled in; a person can mend it."""


class AccessError(KrachtenkaartError):
    """Who asks may not do this."""

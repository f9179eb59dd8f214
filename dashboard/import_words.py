"""What there is to say about an import: a sentence and an advice per issue, a sentence per note."""

from dashboard.i18n import has, language, t
from geo.errors import VocabularyError
from geo.report import Issue, Note, Report
from geo.vocabulary import Vocabulary

_COMMON_TODO = "import.postcode.todo"  # for all reasons why a text is no postcode


def issue_message(issue: Issue, *, vocabulary: Vocabulary) -> str:
    """Say what is the matter with a row; the cell's value in it comes from outside."""
    key = f"import.{issue.reason}"
    detail = _label(issue.detail, vocabulary)
    return t(key if has(key) else f"error.{issue.reason}", value=issue.value, detail=detail)


def issue_todo(issue: Issue) -> str:
    """Say what the reader can do about it."""
    key = f"import.{issue.reason}.todo"
    return t(key) if has(key) else t(_COMMON_TODO)


def note_message(note: Note) -> str:
    """Say what there is to know about the file as a whole."""
    details = {name: _listed(value) for name, value in note.details.items()}
    return t(f"import.note.{note.code}", **details)


def report_as_json(report: Report, *, vocabulary: Vocabulary) -> dict[str, object]:
    """Return the report as plain values, each issue and note with its sentence in the reader's language."""
    told = report.to_json()
    for name in ("rows_refused", "rows_remarked"):
        told[name] = [_told_row(row, vocabulary) for row in told[name]]  # type: ignore[attr-defined]
    told["notes"] = [
        {"code": note.code, "message": note_message(note), **note.details} for note in report.notes
    ]
    return told


def _told_row(row: dict, vocabulary: Vocabulary) -> dict[str, object]:
    issue = Issue(**{name: row[name] for name in Issue._fields})
    told = {**row, "message": issue_message(issue, vocabulary=vocabulary), "todo": issue_todo(issue)}
    if "also" in row:
        told["also"] = [_told_row(also, vocabulary) for also in row["also"]]
    return told


def _label(code: str, vocabulary: Vocabulary) -> str:
    try:
        return vocabulary.label(code, language())
    except VocabularyError:
        return code


def _listed(value: object) -> object:
    if not isinstance(value, (list, tuple)):
        return value
    shown = ", ".join(map(str, value[:10]))
    return f"{shown}, …" if len(value) > 10 else shown

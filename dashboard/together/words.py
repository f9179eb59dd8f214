"""Sentences about a group: how far the plan is, who brings what, and how near they are to each other."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from babel.numbers import format_decimal

from dashboard import sentences
from dashboard.i18n import has, language, n, t
from geo.coalition import Coalition, Member
from geo.terms import OFFERS
from geo.vocabulary import Vocabulary

THINGS = "ruimte"
"""The theme of what one has rather than does."""


def plan(template: str, names: dict[str, str]) -> str:
    """Say for what it is: "de buurtmaaltijd"; a template without such words by its name in quotes."""
    key = f"together.plan.{template}"
    if has(key):
        return t(key)
    return t("together.plan.other", name=names[template]) if template in names else t("together.plan.own")


def progress(group: Coalition, plan: str, words: Vocabulary) -> str:
    """Say how far a plan is and invite to the first open place: "al 5 van de 6. Wie heeft een keuken?"."""
    have, all_of_it = len(group.covered), len(group.covered) + len(group.uncovered)
    if not group.uncovered:
        return t("together.complete", plan=plan, all=all_of_it)
    if not have:
        return t("together.nobody")
    return f"{n('together.have', have, plan=plan, all=all_of_it)} {question(group.uncovered[0], words)}"


def question(capability: str, words: Vocabulary) -> str:
    """Invite to an open place: "Wie heeft een keuken?", "Wie doet mee met voorlezen?"."""
    what = sentences.in_sentence(words.label(capability, language()))
    has_it = words.theme_of(capability) == THINGS
    return t("together.who.has" if has_it else "together.who.does", capability=what)


def share(covered: Sequence[str], uncovered: Sequence[str]) -> str:
    """Say how complete something is: "4 van de 5"."""
    return t("together.share", have=len(covered), all=len(covered) + len(uncovered))


def capabilities(codes: Iterable[str], words: Vocabulary) -> str:
    """List capabilities inside a sentence: "koken voor een groep, een keuken, luisteren"."""
    return ", ".join(sentences.in_sentence(words.label(code, language())) for code in codes)


def asked(member: Member, words: Vocabulary) -> str:
    """Say what someone is asked for: "Koken voor een groep, gasten ontvangen"."""
    return opening(capabilities(member.covers, words)) or t("together.asked.along")


def opening(text: str) -> str:
    """Let a text begin a sentence."""
    return text[:1].upper() + text[1:]


def reason(member: Member, name: str, words: Vocabulary) -> str:
    """Say why someone is in the group: "Mina kan: naaien; leent uit: een zaal of kamer."."""
    told: dict[str, list[str]] = {mode: [] for mode in OFFERS}
    for code in member.covers:
        ways = [gift.mode for gift in member.gifts if gift.capability == code]
        told[min(ways, key=OFFERS.index)].append(code)
    said = [
        t(f"together.reason.{mode}", capabilities=capabilities(codes, words))
        for mode, codes in told.items()
        if codes
    ]
    return (
        t("together.reason", name=name, ways="; ".join(said))
        if said
        else t("together.reason.along", name=name)
    )


def nearness(group: Coalition, postcode: str) -> str:
    """Say how far the farthest is from the place, and how far they are from each other."""
    farthest = sentences.distance(group.farthest_m)
    cost = sentences.distance(group.cost_m)
    if len(group.members) < 2:
        return t("together.near.one", distance=farthest, postcode=postcode)
    return t(
        "together.near.more",
        cost=cost,
        farthest=farthest,
        spread=sentences.distance(group.spread_m),
        postcode=postcode,
    )


def bounded(group: Coalition) -> str:
    """Say how good a group surely is when not everything could be compared; "" when it is the best."""
    if group.exact:
        return ""
    factor = format_decimal(max(1.1, round(group.bound, 1)), locale=language())
    return t("together.bounded", factor=factor)


def saved_on(created_at: str) -> str:
    """Say on which day something was saved (UTC, ISO 8601)."""
    return t("together.saved_on", date=day_of(created_at))


def day_of(moment: str) -> str:
    """Say the day of a moment (UTC, ISO 8601)."""
    return sentences.day(datetime.fromisoformat(moment))

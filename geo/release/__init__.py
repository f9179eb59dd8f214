"""
The release: small numbers of people, put together by a fixed rule, from which a municipality reads.

Talents are people. Who reads exact numbers of them, quarter after quarter and theme after theme, can find out
about one person in one street. So nothing is counted on demand: once a quarter a release is made and stored, and
all that a municipality learns of talents is read from that.

- `tree`: areas halved again and again, from geography alone.
- `categories`: all talents, those of a theme, those of a capability; each within a wider one.
- `counting`: in which area and categories a person counts, and whether.
- `splitting`: where a category is cut and what is shown of it; why nobody in a merged cell can be found.
- `deciding`: when a quarter brings a new release, and of whom.
- `reading`: the release as a plain value.

What this promises and what not, with an example: `docs/small-numbers.md`.
"""

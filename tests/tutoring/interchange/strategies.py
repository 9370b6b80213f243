"""Any question that the neutral form can say, for property tests."""

from hypothesis import strategies as st

from tutoring.interchange.items import BadItem, BankItem, lettered, numbered
from tutoring.interchange.keys import choice_key, in_digits, read_decimal
from tutoring.interchange.soundness import sound
from tutoring.interchange.texts import from_plain, tidy

SPECIAL = [
    *"~=#{}:\\n%$*_`[]<>&\"'|()!^@+-/,;. \n\t\r",
    "\\(x^2\\)", "$\\frac{1}{2}$", "$$\\{a\\}$$", "->", "<b>", "&amp;", "[html]", "%50%", "é",
    "∫", "हिन्दी", "\u00a0", "\u2028", "😀", "ANSWER: B", "A) x", "#Q", "====", "TRUE", "]]>",
    "<!--", "\\n", "::", "//", "$CATEGORY:", "{1:SHORTANSWER:=x}", "0x", "١٢",
]  # fmt: skip
LETTERS = st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\ufffe\uffff")
raw = st.lists(st.sampled_from(SPECIAL) | LETTERS, min_size=1, max_size=30).map("".join)
markdown = raw.map(tidy).filter(bool)
plain = raw.map(from_plain).filter(bool)
name = raw.map(lambda text: " ".join(tidy(text).split())[:60].strip())
numbers = st.decimals(-(10**9), 10**9, places=4).map(in_digits)


def questions(texts=markdown, names=name, kinds=None):
    """Sound questions of the kinds, whose texts and names come from the strategies."""
    makers = {
        "choice": _choices,
        "choice_set": _choice_sets,
        "true_false": _truths,
        "term": _terms,
        "number": _numbers,
        "matching": _matchings,
        "sequence": _sequences,
        "blanks": _blanks,
    }
    drawn = st.one_of(*(makers[kind](texts) for kind in kinds or makers))
    about = st.fixed_dictionaries(
        {
            "stem": texts,
            "explanation": texts | st.just(""),
            "title": names,
            "category": names,
            "identifier": names,
            "tags": st.lists(names, max_size=3).map(tuple),
            "difficulty": st.sampled_from(["", "easy", "medium", "hard"]),
        }
    )
    made = st.builds(lambda said, answered: _sound({**said, **answered}), about, drawn)
    return made.filter(lambda item: item is not None)


def _sound(members):
    try:
        return sound(BankItem(**members))
    except BadItem:
        return None


def _different(texts, least=2, most=5):
    return st.lists(texts, min_size=least, max_size=most, unique_by=lambda t: " ".join(t.split()))


def _choices(texts):
    def build(options, place):
        parts = lettered(options)
        return {"options": parts, "key": choice_key(parts, [place % len(parts)], many=False)}

    return st.builds(build, _different(texts), st.integers(0, 9))


def _choice_sets(texts):
    def build(options, places):
        parts = lettered(options)
        right = sorted({place % len(parts) for place in places})
        return {"options": parts, "key": choice_key(parts, right, many=True)}

    return st.builds(build, _different(texts), st.sets(st.integers(0, 9), min_size=1))


def _truths(_texts):
    return st.booleans().map(lambda truth: {"key": {"type": "true_false", "true": truth}})


def _terms(_texts):
    forms = st.lists(name.filter(bool), min_size=1, max_size=4, unique=True)
    return forms.map(
        lambda given: {
            "key": {"type": "term", "answer": given[0]}
            | ({"accepted": given[1:]} if given[1:] else {})
        }
    )


def _numbers(_texts):
    def build(answer, share):
        value = read_decimal(answer)
        width = abs(value) * share / 1000
        if not width:
            kind = "integer" if value == value.to_integral_value() else "decimal"
            return {"key": {"type": kind, "answer": answer}}
        return {"key": {"type": "decimal", "answer": answer, "absolute": in_digits(width)}}

    return st.builds(build, numbers, st.integers(0, 400))


def _matchings(texts):
    def build(lefts, rights):
        count = min(len(lefts), len(rights))
        left, right = lettered(lefts[:count]), numbered(rights)
        pairs = {one.id: [other.id] for one, other in zip(left, right, strict=False)}
        key = {"type": "matching", "pairs": pairs, "right": [part.id for part in right]}
        return {"left": left, "right": right, "key": key}

    return st.builds(build, _different(texts), _different(texts))


def _sequences(texts):
    def build(given):
        parts = lettered(given)
        return {"parts": parts, "key": {"type": "sequence", "order": [p.id for p in parts]}}

    return _different(texts).map(build)


def _blanks(texts):
    key = st.one_of(_terms(texts), _numbers(texts)).map(lambda made: made["key"])
    pairs = st.lists(st.tuples(name.filter(bool), key), min_size=1, max_size=4)
    return pairs.map(
        lambda given: {
            "labels": tuple(label for label, _ in given),
            "key": {"type": "blanks", "blanks": [blank for _, blank in given]},
        }
    )

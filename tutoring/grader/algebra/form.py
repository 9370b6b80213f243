"""The form of an expression: expanded, or factored at least as far as the key."""

from tutoring.grader.algebra.syntax import Node


def has_form(given: Node, key: Node, form: str) -> bool:
    """Is the answer in the asked form? ``form``: any, expanded or factored."""
    if form == "expanded":
        return is_expanded(given)
    return form != "factored" or count_factors(given) >= count_factors(key)


def is_expanded(tree: Node) -> bool:
    """Does no product, quotient or power contain a sum that could be multiplied out?"""
    kind, *parts = tree
    if kind == "neg":
        return is_expanded(parts[0])
    if kind == "add":
        return all(is_expanded(part) for part in parts)
    if kind in ("mul", "pow") and any(_is_sum(part) for part in parts):
        return False
    if kind == "div" and _is_sum(parts[0]):
        return False
    return all(is_expanded(part) for part in parts if isinstance(part, list))


def count_factors(tree: Node) -> int:
    """Return how many factors a product shows; numbers count nothing, squares count twice."""
    kind, *parts = tree
    if kind == "neg":
        return count_factors(parts[0])
    if kind == "mul":
        return count_factors(parts[0]) + count_factors(parts[1])
    if kind == "div":
        return count_factors(parts[0])
    if kind == "pow" and parts[1][0] == "num" and parts[1][1].isdigit():
        return count_factors(parts[0]) * int(parts[1][1])
    return 0 if kind == "num" else 1


def _is_sum(tree: Node) -> bool:
    return tree[0] == "add" or (tree[0] == "neg" and _is_sum(tree[1]))

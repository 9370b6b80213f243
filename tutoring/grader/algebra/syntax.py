"""The grammar of algebra: learners' text becomes a tree of plain lists, never Python code.

    sum     = product {("+" | "-") product}
    product = signed {("*" | "/") signed | power}          a power alone: implied multiplication
    signed  = {"+" | "-"} power
    power   = atom {"!"} ["^" signed]
    atom    = number | name | function argument | "(" sum ")" | "|" sum "|"

Nodes: ["num", "2.5"], ["sym", "x"], ["const", "pi"], ["neg", a], ["fn", name, a],
["add" | "mul" | "div" | "pow" | "log", a, b] (log: of a to the base b).
"""

from tutoring.grader.algebra.names import CONSTANTS, FUNCTIONS, INVERSES
from tutoring.grader.algebra.tokens import Token, tokens_of
from tutoring.grader.verdicts import Unjudged, Unreadable

DEEPEST = 40
MOST_OPERATIONS = 150
Node = list
NO_EXPRESSION = "This is not an expression: check brackets and signs."
AMBIGUOUS = "Write brackets around the denominator, as in 1/(2x) or (1/2)x."


def parse_expression(text: str, *, symbols: tuple[str, ...] = (), log_base: str = "e") -> Node:
    """Return the tree of cleaned text. ``symbols``: names of several letters.

    Raises Unreadable for what is no expression or has two readings, Unjudged when it is nested
    too deeply.
    """
    parser = _Parser(tokens_of(text, symbols), symbols, log_base)
    tree = parser.sum()
    if parser.peek().kind != "end":
        raise Unreadable(NO_EXPRESSION)
    return tree


def symbols_in(tree: Node) -> set[str]:
    """Return the names of the symbols of a tree."""
    if tree[0] == "sym":
        return {tree[1]}
    return set().union(*(symbols_in(part) for part in tree[1:] if isinstance(part, list)))


class _Parser:
    """Recursive descent; every level of nesting is counted."""

    def __init__(self, tokens: list[Token], symbols: tuple[str, ...], log_base: str) -> None:
        self.tokens, self.position = tokens, 0
        self.depth, self.bars, self.operations = 0, 0, 0
        self.symbols, self.log_base = symbols, log_base

    def peek(self) -> Token:
        return self.tokens[self.position]

    def take(self) -> Token:
        token = self.tokens[self.position]
        self.position += 1
        return token

    def accept(self, text: str) -> bool:
        if self.peek().kind == "sign" and self.peek().text == text:
            self.position += 1
            return True
        return False

    def expect(self, text: str) -> None:
        if not self.accept(text):
            raise Unreadable(NO_EXPRESSION)

    def sum(self) -> Node:
        self._deeper()
        tree = self.product()
        while True:
            self._one_more()
            if self.accept("+"):
                tree = ["add", tree, self.product()]
            elif self.accept("-"):
                tree = ["add", tree, ["neg", self.product()]]
            else:
                self.depth -= 1
                return tree

    def product(self) -> Node:
        tree = self.signed()
        divided = False  # is the last factor a denominator that nothing has closed yet?
        while True:
            self._one_more()
            if self.accept("*"):
                tree, divided = ["mul", tree, self.signed()], False
            elif self.accept("/"):
                below = self.signed()
                divided = not (_is_number(tree) and _is_number(below) and self.peek().spaced)
                tree = ["div", tree, below]
            elif self._starts_factor():
                if divided or self._is_mixed_number(tree):
                    raise Unreadable(AMBIGUOUS)
                tree = ["mul", tree, self.power()]
            else:
                return tree

    def signed(self) -> Node:
        negative = False
        while self.peek().kind == "sign" and self.peek().text in "+-":
            negative ^= self.take().text == "-"
        tree = self.power()
        return ["neg", tree] if negative else tree

    def power(self) -> Node:
        tree = self.atom()
        while self.accept("!"):
            self._one_more()
            tree = ["fn", "factorial", tree]
        return ["pow", tree, self._exponent()] if self.accept("^") else tree

    def atom(self) -> Node:
        token = self.take()
        if token.kind == "number":
            return ["num", token.text]
        if token.kind == "name":
            return self._named(token.text)
        if token.text == "(":
            tree = self.sum()
            self.expect(")")
            return tree
        if token.text == "|" and not self.bars:
            return self._absolute()
        raise Unreadable(NO_EXPRESSION)

    def _exponent(self) -> Node:
        self._deeper()
        tree = self.signed()
        self.depth -= 1
        return tree

    def _absolute(self) -> Node:
        self.bars += 1
        tree = self.sum()
        self.bars -= 1
        self.expect("|")
        return ["fn", "abs", tree]

    def _named(self, name: str) -> Node:
        if name in self.symbols:
            return ["sym", name]
        if name in CONSTANTS:
            return ["const", name]
        if name in FUNCTIONS or name.startswith("log_"):
            return self._function(name)
        return ["sym", name]

    def _function(self, name: str) -> Node:
        """Read ln x, sin^2 x, sin^-1 x, log_2 8 and log(8, 2)."""
        base = None
        if name.startswith("log_"):
            name, base = "log", self._base(name.removeprefix("log_"))
        raised = self._exponent() if self.accept("^") else None
        name = FUNCTIONS[name]
        if raised == ["neg", ["num", "1"]] and name in INVERSES:
            name, raised = INVERSES[name], None
        self._deeper()
        argument, second = self._argument()
        self.depth -= 1
        tree = self._applied(name, argument, base or second)
        return ["pow", tree, raised] if raised else tree

    def _base(self, text: str) -> Node:
        return ["num", text] if text.isdigit() else ["sym", text]

    def _applied(self, name: str, argument: Node, base: Node | None) -> Node:
        if base is not None and name != "log":
            raise Unreadable(NO_EXPRESSION)
        if name == "ln" or (name == "log" and base is None and self.log_base == "e"):
            return ["fn", "ln", argument]
        return ["log", argument, base or ["num", "10"]] if name == "log" else ["fn", name, argument]

    def _argument(self) -> tuple[Node, Node | None]:
        if self.accept("("):
            tree = self.sum()
            second = self.sum() if self.accept(",") else None
            self.expect(")")
            return tree, second
        tree = self.power()
        while self.peek().kind == "name" and not self._at_function():
            self._one_more()
            tree = ["mul", tree, self.power()]  # sin 2x, ln 7xy
        return tree, None

    def _at_function(self) -> bool:
        text = self.peek().text
        return text not in self.symbols and (text in FUNCTIONS or text.startswith("log_"))

    def _starts_factor(self) -> bool:
        token = self.peek()
        if token.kind == "number":
            raise Unreadable("Write a sign before a number that follows a factor: x*2 or x^2.")
        opens = token.text == "(" or (token.text == "|" and not self.bars)
        return token.kind == "name" or (token.kind == "sign" and opens)

    def _is_mixed_number(self, tree: Node) -> bool:
        """Is 2 (3/4) two and three quarters, or a product? Nobody knows."""
        if not _is_number(tree):
            return False
        kinds = [token.kind for token in self.tokens[self.position : self.position + 5]]
        signs = [token.text for token in self.tokens[self.position : self.position + 5]]
        return kinds[1::2] == ["number", "number"] and signs[::2] == ["(", "/", ")"]

    def _deeper(self) -> None:
        self.depth += 1
        if self.depth > DEEPEST:
            raise Unjudged("The expression is nested too deeply to be judged.")

    def _one_more(self) -> None:
        """A tree leans to the left, so its depth grows with every operation."""
        self.operations += 1
        if self.operations > MOST_OPERATIONS:
            raise Unjudged("The expression is too long to be judged.")


def _is_number(tree: Node) -> bool:
    return tree[0] == "num"

"""The texts that the program may show, read from its code: whole ones, and sentences with places for what changes.

`f"{count} file{'s' if count != 1 else ''} left out of {name}"` is read as `%n file(s) left out of {2}`; a choice of
fixed words is read as one sentence for each. Texts that nobody sees (keys, patterns, messages for programmers) are left
out where the code shows that they are such; a few more are read than are shown, which does no harm.
"""

import ast
import re
from collections.abc import Iterator
from itertools import product
from pathlib import Path

MOST_CHOICES = 6
UNSEEN_CALLS = frozenset(
    [
        "getattr",
        "setattr",
        "hasattr",
        "compile",
        "cast",
        "TypeVar",
        "NewType",
        "ContextVar",
        "import_module",
        "resource",
        "document",
        "getLogger",
        "debug",
        "setObjectName",
        "findChild",
        "findChildren",
        "property",
        "setProperty",
        "connect",
        "startswith",
        "endswith",
        "split",
        "rsplit",
        "strip",
        "removeprefix",
        "removesuffix",
        "fromisoformat",
        "strftime",
        "strptime",
        "encode",
        "decode",
        "environ",
        "get",
        "open",
        "execute",
        "text",
        "mapped_column",
        "ForeignKey",
        "Index",
        "CheckConstraint",
        "UniqueConstraint",
        "QColor",
        "QIcon",
        "fromTheme",
        "setStyleSheet",
        "Path",
        "joinpath",
        "KeyError",
        "TypeError",
        "ValueError",
        "AssertionError",
        "NotImplementedError",
        "RuntimeError",
        "AttributeError",
        "IndexError",
    ]
)
WORDS = re.compile(r"[^\W\d_]{2,}")
PLACE = re.compile(r"\{[^{}]*\}|%n|\(s\)")
TAG = re.compile(r"<[^<>]*>|&\w+;")
SINGLE = re.compile(r"&?[A-Z](&?[a-z])+[:…]?|[a-z]+…")
FORMATTED = re.compile(r"\{[a-z_0-9.]*(:[^{}]*)?\}")
"""A place in a text that `.format` fills."""
SENTENCE = 8
"""A text of so many words is one to read, whatever address or sign stands in it."""
CODE = re.compile(
    r"[a-z0-9]+([_/.-][a-z0-9_/.-]+)+|[a-z]+[A-Z]\w*|[\w.-]*/[\w./-]*|#\w+|.*(://|\\[dswb]|\(\?).*", re.DOTALL
)


def texts_in(path: Path) -> Iterator[str]:
    """Every text of one module that may be shown, in the order of the code, each as the catalogue's English."""
    reader = _Reader()
    reader.visit(ast.parse(path.read_text(encoding="utf-8")))
    seen = dict.fromkeys(text for text in reader.found if _is_shown(text))
    yield from seen


class _Reader(ast.NodeVisitor):
    def __init__(self) -> None:
        self.found: list[str] = []

    def visit(self, node: ast.AST) -> None:
        texts = _texts(node)
        if texts is not None:
            plain = (numbered for text in texts for numbered in _numbered(text))
            self.found += [text for text in plain if not (text.isalpha() and text.islower())]
            for inner in _places(node):
                self.visit(inner)
            return
        super().visit(node)

    def visit_Expr(self, node: ast.Expr) -> None:
        if not isinstance(node.value, ast.Constant):  # a docstring
            self.generic_visit(node)

    def visit_Call(self, node: ast.Call) -> None:
        name = _name(node.func)
        if name.endswith("counted"):
            self.found += _counted(node)
        if name not in UNSEEN_CALLS:
            self.generic_visit(node)
            return
        for part in (node.func, *node.args, *(word.value for word in node.keywords)):
            if not isinstance(part, ast.Constant | ast.JoinedStr):
                self.visit(part)

    def visit_Subscript(self, node: ast.Subscript) -> None:
        self.visit(node.value)
        if not isinstance(node.slice, ast.Constant):
            self.visit(node.slice)

    def visit_Compare(self, node: ast.Compare) -> None:
        for part in (node.left, *node.comparators):
            if not isinstance(part, ast.Constant):
                self.visit(part)

    def visit_Assign(self, node: ast.Assign) -> None:
        if not any(_name(target).startswith("__") for target in node.targets):
            self.visit(node.value)

    def visit_AnnAssign(self, node: ast.AnnAssign) -> None:
        if node.value is not None:
            self.visit(node.value)

    def visit_arg(self, node: ast.arg) -> None:
        """An annotation is no text."""

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        if any(_name(base).endswith("Enum") for base in node.bases):  # the words of a choice are shown, short ones too
            words = (part.value for part in ast.walk(node) if isinstance(part, ast.Constant))
            self.found += [word for word in words if isinstance(word, str) and word.isalpha() and word.islower()]
        self.generic_visit(node)

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        for part in (*node.args.defaults, *filter(None, node.args.kw_defaults), *node.body):
            self.visit(part)


def _texts(node: ast.AST) -> list[str] | None:
    """The texts that an expression can be, `{}` at its places; None for what is no text."""
    match node:
        case ast.Constant(value=str(text)):
            return [FORMATTED.sub("{}", text).replace("{", "{{").replace("}", "}}").replace("{{}}", "{}")]
        case ast.JoinedStr(values=values):
            return _joined([_part(value) for value in values])
        case ast.BinOp(op=ast.Add(), left=left, right=right):
            sides = [_texts(left), _texts(right)]
            if sides == [None, None]:
                return None
            return _joined([side or ["{}"] for side in sides])
        case ast.IfExp(body=body, orelse=orelse):
            sides = [_texts(body), _texts(orelse)]
            return None if None in sides else [text for side in sides if side for text in side]
    return None


def _part(value: ast.expr) -> list[str]:
    match value:
        case ast.FormattedValue(value=ast.IfExp(body=ast.Constant(value=str(a)), orelse=ast.Constant(value=str(b)))):
            return ["(s)"] if {a, b} == {"s", ""} else [a, b]
        case ast.FormattedValue(value=ast.IfExp() as choice, conversion=-1):
            return _texts(choice) or ["{}"]
        case ast.FormattedValue():
            return ["{}"]
    return _texts(value) or [""]


def _joined(parts: list[list[str]]) -> list[str]:
    while len(list(product(*parts))) > MOST_CHOICES:
        widest = max(range(len(parts)), key=lambda at: len(parts[at]))
        parts = [*parts[:widest], ["{}"], *parts[widest + 1 :]]
    return ["".join(one) for one in product(*parts)]


def _places(node: ast.AST) -> Iterator[ast.AST]:
    """What stands at the places of a text: it may hold texts of its own."""
    match node:
        case ast.FormattedValue(value=value):
            if _texts(value) is None or isinstance(value, ast.IfExp):
                yield value if _texts(value) is None else ast.Pass()
        case ast.JoinedStr(values=values):
            for value in values:
                yield from _places(value)
        case ast.BinOp(op=ast.Add(), left=left, right=right):
            for side in (left, right):
                yield from _places(side) if _texts(side) is not None else (side,)
        case ast.IfExp(test=test, body=body, orelse=orelse):
            yield test
            for side in (body, orelse):
                yield from _places(side)


def _numbered(text: str) -> list[str]:
    """Places numbered from 1; the one before a plural's `(s)` is the count. A plural without a count is two texts."""
    pieces = re.split(r"(?<!\{)\{\}(?!\})", text)
    if "(s)" in pieces[0]:
        return [one for end in ("", "s") for one in _numbered(text.replace("(s)", end, 1))]
    plural = next((at for at, piece in enumerate(pieces) if "(s)" in piece), 0)
    out = pieces[0]
    for at, piece in enumerate(pieces[1:], start=1):
        out += ("%n" if at == plural else f"{{{at}}}") + piece
    return [out.replace("{{", "{").replace("}}", "}").strip()]


def _counted(node: ast.Call) -> list[str]:
    """`counted(3, "file")` as `%n file(s)`; another plural as a text of its own."""
    words = [arg.value for arg in node.args[1:] if isinstance(arg, ast.Constant) and isinstance(arg.value, str)]
    if not words:
        return []
    one, *many = words
    if not many or not many[0] or many[0] == f"{one}s":
        return [f"%n {one}(s)"]
    first, *rest = one.split(" ", 1)
    if many[0] == " ".join([f"{first}s", *rest]):
        return [" ".join([f"%n {first}(s)", *rest])]
    return [f"%n {one}"] if many[0] == one else [f"{{1}} {one}", f"{{1}} {many[0]}"]


def _name(func: ast.expr) -> str:
    return func.attr if isinstance(func, ast.Attribute) else func.id if isinstance(func, ast.Name) else ""


def _is_shown(text: str) -> bool:
    fixed = TAG.sub(" ", PLACE.sub(" ", text)).strip()
    if not WORDS.search(fixed) or (CODE.fullmatch(fixed) and len(fixed.split()) < SENTENCE):
        return False
    return bool(" " in fixed or PLACE.search(text) or SINGLE.fullmatch(fixed) or fixed.islower())

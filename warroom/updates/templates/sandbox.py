"""The box itself: Jinja2's immutable sandbox with what it leaves open taken away as well. Import it late."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache
from types import CodeType, TracebackType
from typing import Any, Final, NamedTuple

from jinja2 import Template, TemplateError, TemplateSyntaxError, Undefined, nodes
from jinja2.runtime import LoopContext
from jinja2.sandbox import ImmutableSandboxedEnvironment
from typing_extensions import override

from warroom.updates.templates.engine import MAX_SOURCE, MAX_TEXT, Group, Meter, TemplateFault

_NAME: Final = "<template>"
_COUNTED: Final = "counted by the box"
"""The filter that every loop is led through; no template can write its name."""
_MAX_NODES: Final = 4000
_MAX_DEPTH: Final = 40

ALLOWED: Final = (
    nodes.Template, nodes.Output, nodes.TemplateData, nodes.For, nodes.If, nodes.Assign, nodes.Name, nodes.Const,
    nodes.Getattr, nodes.Getitem, nodes.Filter, nodes.Test, nodes.Compare, nodes.Operand, nodes.And, nodes.Or,
    nodes.Not, nodes.CondExpr, nodes.List, nodes.Tuple,
)  # fmt: skip
"""The parts of the language that there are. No call, no arithmetic, no joining: no text can grow but by loops."""
_LOOP: Final = frozenset({"index", "index0", "first", "last", "length"})
_TAKEN: Final = frozenset({"self", "super", "caller", "varargs", "kwargs"})


class Missing(Undefined):
    """A value that isn't there: false in a condition, empty in a loop, and printed so that the check catches it."""

    @property
    def called(self) -> str:
        """Its name in full, ``cause.text``."""
        return str(self._undefined_name or "a value")

    @override
    def __str__(self) -> str:
        return f"⟦missing: {self.called}⟧"


# -- what a filter may do --------------------------------------------------------------------------------------------


def _words(value: object) -> str:
    if isinstance(value, str):
        return value
    if type(value) is int:
        return str(value)
    if isinstance(value, Missing):
        return str(value)
    raise TemplateFault("a filter for texts is given a list or a group")


def _items(value: object) -> list[object]:
    if isinstance(value, Missing):
        return []
    if isinstance(value, (list, tuple)):
        return list(value)
    raise TemplateFault("a filter for lists is given a text or a group")


def _shortened(value: object, letters: object = 80) -> str:
    text = _words(value)
    limit = letters if type(letters) is int and letters > 0 else 80
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"


def _joined(value: object, between: object = ", ") -> str:
    return _words(between).join(_words(one) for one in _items(value))[:MAX_TEXT]


def _default(value: object, instead: object = "") -> object:
    return instead if isinstance(value, Missing) or value == "" or value is None else value


def _first(value: object) -> object:
    return next(iter(_items(value)), "")


def _length(value: object) -> int:
    return len(value) if isinstance(value, str) else len(_items(value))


FILTERS: Final[Mapping[str, Callable[..., object]]] = {
    "capitalize": lambda value: _words(value)[:1].upper() + _words(value)[1:],
    "default": _default,
    "first": _first,
    "join": _joined,
    "last": lambda value: _first(_items(value)[::-1]),
    "length": _length,
    "lower": lambda value: _words(value).lower(),
    "shorten": _shortened,
    "trim": lambda value: _words(value).strip(),
    "upper": lambda value: _words(value).upper()[:MAX_TEXT],
}
"""The filters that there are. None makes more than ``MAX_TEXT`` letters but of what is longer already."""
TESTS: Final[Mapping[str, Callable[[object], bool]]] = {
    "defined": lambda value: not isinstance(value, Missing),
    "undefined": lambda value: isinstance(value, Missing),
}


class Box(ImmutableSandboxedEnvironment):
    """One rendering's environment: it reads values by key alone, never an attribute of Python's."""

    intercepted_binops = frozenset(ImmutableSandboxedEnvironment.default_binop_table)

    def __init__(self, meter: Meter | None = None) -> None:
        super().__init__(undefined=Missing, finalize=_printable, autoescape=False, optimized=False, cache_size=0)
        self.meter = meter or Meter()
        self.globals.clear()
        self.filters.clear()
        self.tests.clear()
        self.filters.update({name: self._paid(work) for name, work in FILTERS.items()})
        self.filters[_COUNTED] = self._counted
        self.tests.update({name: self._paid(work) for name, work in TESTS.items()})

    def _paid(self, work: Callable[..., object]) -> Callable[..., object]:
        def paid(*given: object) -> object:
            self.meter.spend(1 + sum(len(one) // 64 for one in given if isinstance(one, (str, list))))
            return work(*given)

        return paid

    def _counted(self, value: object, weight: int) -> Iterator[object]:
        for one in _looped(value):
            self.meter.spend(weight)
            yield one

    @override
    def getattr(self, obj: Any, attribute: str) -> Any:
        """The value of that name in a group, or what ``loop`` tells; else a missing one."""
        self.meter.spend(1)
        if isinstance(obj, Group):
            return obj[attribute] if attribute in obj else Missing(name=f"{obj.path}.{attribute}".lstrip("."))
        if type(obj) is LoopContext and attribute in _LOOP:
            return getattr(obj, attribute)
        before = obj.called if isinstance(obj, Missing) else "a value"
        return Missing(name=f"{before}.{attribute}")

    @override
    def getitem(self, obj: Any, argument: Any) -> Any:
        """The same for ``name["key"]``, and an item of a list by its number."""
        if isinstance(obj, (list, tuple)) and type(argument) is int and -len(obj) <= argument < len(obj):
            self.meter.spend(1)
            return obj[argument]
        return self.getattr(obj, argument if isinstance(argument, str) else "item")

    @override
    def call(__self, __context: Any, __obj: Any, *args: Any, **kwargs: Any) -> Any:
        """Nothing is ever called; the parts of the language have no call, and this is behind them."""
        raise TemplateFault("a template can't call anything")

    @override
    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
        """Nothing is ever computed."""
        raise TemplateFault("a template can't compute anything")


def _looped(value: object) -> Iterable[object]:
    if isinstance(value, Missing):
        return ()
    if isinstance(value, (list, tuple)):
        return value
    raise TemplateFault("a loop goes through a list; this is none")


def _printable(value: object) -> object:
    """What ``{{ }}`` may print: a text, a number, or the mark of a missing value."""
    if isinstance(value, (str, Missing)) or type(value) is int:
        return value
    if value is None:
        return ""
    kind = "yes or no: ask for it with {% if %}" if isinstance(value, bool) else "several values: name one, or loop"
    raise TemplateFault(f"what is to be printed is {kind}")


# -- reading a source ------------------------------------------------------------------------------------------------


class Compiled(NamedTuple):
    """A source made ready."""

    code: CodeType
    names: frozenset[str]
    """The values that it asks for."""


@lru_cache(256)
def compiled(source: str) -> Compiled:
    """A source as code. Raises ``TemplateFault`` with its line when it isn't one, or asks for more than there is."""
    if len(source) > MAX_SOURCE:
        raise TemplateFault(f"it is longer than {MAX_SOURCE} letters")
    box = Box()
    try:
        tree = box.parse(source)
        names = _checked(tree)
        _made_safe(tree, box)
        return Compiled(box.compile(tree, _NAME, _NAME), names)
    except TemplateSyntaxError as error:
        raise TemplateFault(error.message or "it can't be read", error.lineno) from error
    except TemplateFault:
        raise
    except (TemplateError, SyntaxError, ValueError, RecursionError, MemoryError, OverflowError) as error:
        raise TemplateFault("it is nested too deeply, or holds a number that is too long") from error


def _checked(tree: nodes.Template) -> frozenset[str]:
    """The names that it asks for; raises ``TemplateFault`` on a part that there isn't."""
    waiting: list[tuple[nodes.Node, int]] = [(tree, 0)]
    asked: set[str] = set()
    made: set[str] = {"loop"}
    seen = 0
    while waiting:
        node, depth = waiting.pop()
        seen += 1
        if depth > _MAX_DEPTH or seen > _MAX_NODES:
            raise TemplateFault("it is nested too deeply, or too long", node.lineno or 0)
        if why := _refused(node):
            raise TemplateFault(why, node.lineno or 0)
        if isinstance(node, nodes.Name):
            (asked if node.ctx == "load" else made).add(node.name)
        waiting.extend((child, depth + 1) for child in node.iter_child_nodes())
    return frozenset(asked - made)


def _refused(node: nodes.Node) -> str:
    """Why a part of a template is not taken, or empty."""
    match node:
        case _ if type(node) not in ALLOWED:
            return f"there is no {type(node).__name__.lower()} in templates (docs/templates.md names what there is)"
        case nodes.Name(name=name) if name.startswith("_") or name in _TAKEN:
            return f"'{name}' is no name of a value"
        case nodes.Getattr(attr=name) if name.startswith("_"):
            return f"'{name}' is no name of a value"
        case nodes.For() if node.recursive or not isinstance(node.target, nodes.Name):
            return "a loop names one value and does not call itself"
        case nodes.Assign() if not isinstance(node.target, nodes.Name):
            return "set names one value"
        case nodes.Filter() | nodes.Test():
            there = FILTERS if isinstance(node, nodes.Filter) else TESTS
            kind = "filter" if isinstance(node, nodes.Filter) else "test"
            if node.name not in there:
                return f"there is no {kind} '{node.name}'; there are {', '.join(there)}"
            if node.node is None or node.kwargs or node.dyn_args or node.dyn_kwargs:
                return f"{kind} '{node.name}' takes plain values in brackets only"
    return ""


def _made_safe(tree: nodes.Template, box: Box) -> None:
    """Lead every loop through the counter, and give every ``x if y`` an end."""
    for loop in tree.find_all(nodes.For):
        weight = 2 + sum(1 for _ in loop.find_all(nodes.Node))
        given: list[nodes.Expr] = [nodes.Const(weight, lineno=loop.lineno)]
        loop.iter = nodes.Filter(loop.iter, _COUNTED, given, [], None, None, lineno=loop.lineno)
        loop.iter.set_environment(box)
    for choice in tree.find_all(nodes.CondExpr):
        if choice.expr2 is None:
            choice.expr2 = nodes.Const("", lineno=choice.lineno)
            choice.expr2.set_environment(box)


def render(source: str, values: Group, meter: Meter) -> str:
    """The text that a source makes of ``values``; raises ``TemplateFault`` with the line."""
    code = compiled(source).code
    meter.spend(1 + len(source) // 64)
    box = Box(meter)
    pieces = []
    try:
        template = Template.from_code(box, code, {}, None)
        context = template.new_context(dict(values))
        for piece in template.root_render_func(context):
            pieces.append(meter.write(piece))
            for name in _named(piece):
                meter.missing.append(name)
    except Exception as error:  # whatever a stranger's template does must not cost the draft
        line = _line(box, code, error.__traceback__)
        message = str(error) if isinstance(error, TemplateFault) else f"it can't be filled ({type(error).__name__})"
        raise TemplateFault(message, line) from error
    return "".join(pieces)


def _named(piece: str) -> list[str]:
    """The missing value that a piece of text stands for; text of the facts holds no such mark (``filling``)."""
    return [piece[len("⟦missing: ") : -1]] if piece.startswith("⟦missing: ") and piece.endswith("⟧") else []


def _line(box: Box, code: CodeType, trace: TracebackType | None) -> int:
    line = 0
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == code.co_filename:
            line = trace.tb_lineno
        trace = trace.tb_next
    return Template.from_code(box, code, {}, None).get_corresponding_lineno(line) if line else 0

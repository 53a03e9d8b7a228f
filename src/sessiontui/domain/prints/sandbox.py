"""The bounds within which a therapist's own template runs: short, and in its folder.

Jinja's sandbox keeps a template away from Python; what it leaves open is how long a
template runs and how much it makes. So loops and calls are counted here, texts have a
longest length, and only filters and methods are left that keep to both.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from jinja2 import (
    FileSystemLoader,
    StrictUndefined,
    TemplateNotFound,
    TemplateSyntaxError,
    nodes,
)
from jinja2.exceptions import SecurityError
from jinja2.filters import FILTERS
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.utils import Namespace

from sessiontui.domain.text import is_utf16
from sessiontui.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from jinja2 import Environment
    from jinja2.runtime import Context

MOST_STEPS = 20_000
"""Turns of loops and calls; an hour's print takes some hundreds."""
LONGEST_RANGE = 1_000
LONGEST_TEXT = 200_000
"""Characters of what may be put together to one text."""
LONGEST_LIST = 5_000
LONGEST_PRINT = 2_000_000
"""Characters that a template may make in all, printed or not."""
_LARGEST_NUMBER = 10**9
_FILTERS = (
    *("abs", "capitalize", "count", "d", "default", "first", "groupby", "int", "last"),
    *("length", "list", "lower", "map", "max", "min", "reject", "rejectattr"),
    *("reverse", "select", "selectattr", "sort", "string", "title", "trim"),
    *("truncate", "unique", "upper"),
)
_TEXT_FILTERS = ("capitalize", "lower", "string", "title", "trim", "upper")
"""Those of them that make a text of their own."""
_METHODS = frozenset(
    {
        *("capitalize", "casefold", "count", "endswith", "find", "isdigit", "isupper"),
        *("islower", "lower", "lstrip", "removeprefix", "removesuffix", "rstrip"),
        *("split", "splitlines", "startswith", "strip", "title", "upper"),
    }
)


class TooMuchError(Exception):
    """A template that would not come to an end, or make too much."""


class _OfFolder(FileSystemLoader):
    """Templates of one folder; no link leads out of it."""

    def get_source(
        self, environment: Environment, template: str
    ) -> tuple[str, str, Callable[[], bool]]:
        """The text of a template that stands in the folder itself."""
        folder = Path(self.searchpath[0])
        if not (folder / template).resolve().is_relative_to(folder.resolve()):
            raise TemplateNotFound(template)
        try:
            text, name, is_current = super().get_source(environment, template)
        except UnicodeDecodeError:
            path = folder / template
            with path.open("rb") as file:
                is_other = is_utf16(file.read(4))
            which = "UTF-16. Save it as UTF-8" if is_other else "not UTF-8"
            raise UsageError(f"{path} is {which}.") from None
        return text.removeprefix("\ufeff"), name, is_current


class Bounded(ImmutableSandboxedEnvironment):
    """An environment for one print from one folder of templates."""

    intercepted_binops = frozenset({"+", "*", "**", "%"})

    def __init__(self, folder: Path) -> None:
        """Begin a print; templates may include others of their folder, and no more."""
        super().__init__(
            loader=_OfFolder(folder, encoding="utf-8-sig"),
            trim_blocks=True,
            lstrip_blocks=True,
            autoescape=False,
            keep_trailing_newline=True,
            undefined=StrictUndefined,
            finalize=self._put,
            # Nothing runs while a template is only read.
            optimized=False,
        )
        self._steps = 0
        self._made = 0
        self.globals = {"range": _range, "namespace": Namespace}
        self.filters = {name: FILTERS[name] for name in _FILTERS} | {
            "join": _joined,
            "replace": _replaced,
            "_counted": self._counted,
            "_bounded": _bounded,
        }
        self.filters |= {name: self._kept(FILTERS[name]) for name in _TEXT_FILTERS}

    def step(self) -> None:
        """Count one turn.

        Raises:
            TooMuchError: there were too many.
        """
        self._steps += 1
        if self._steps > MOST_STEPS:
            raise TooMuchError

    def _counted(self, values: Iterable[object]) -> Iterator[object]:
        for value in values:
            self.step()
            yield value

    def _kept(self, make: Callable[..., object]) -> Callable[..., object]:
        """A filter whose texts are counted as they are made."""

        def kept(value: object, *args: object, **named: object) -> object:
            return self._put(make(_single(value), *args, **named))

        return kept

    def _put(self, value: object) -> object:
        """The output of a template, wherever it goes: counted on its way."""
        _single(value)
        self._made += len(value) if isinstance(value, str) else 1
        if self._made > LONGEST_PRINT:
            raise TooMuchError
        return value

    def _parse(
        self, source: str, name: str | None, filename: str | None
    ) -> nodes.Template:
        """Read a template, and have its loops and joined texts counted."""
        tree = super()._parse(source, name, filename)
        for loop in list(tree.find_all(nodes.For)):
            if loop.recursive:
                raise TemplateSyntaxError(
                    "a loop cannot be recursive here", loop.lineno, name, filename
                )
            loop.iter = _through("_counted", loop.iter)
        for joined in list(tree.find_all(nodes.Concat)):
            joined.nodes = [_through("_bounded", node) for node in joined.nodes]
        return tree

    def _load_template(self, name: str, globals: Any) -> Any:  # noqa: A002, ANN401
        self.step()
        return super()._load_template(name, globals)

    def call(
        self,
        __context: Context,
        __obj: Any,  # noqa: ANN401 - whatever a template calls
        *args: Any,  # noqa: ANN401
        **kwargs: Any,  # noqa: ANN401
    ) -> Any:  # noqa: ANN401
        """Call what a template calls, counted."""
        self.step()
        made = super().call(__context, __obj, *args, **kwargs)
        return self._put(made) if isinstance(made, str) else made

    def wrap_str_format(self, value: Any) -> None:  # noqa: ANN401
        """No text is a format string here: its widths have no bounds."""

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:  # noqa: ANN401
        """Texts have the methods that make nothing long, numbers have none."""
        if isinstance(obj, str):
            return attr in _METHODS
        if isinstance(obj, (bytes, int, float)):
            return False
        return super().is_safe_attribute(obj, attr, value)

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:  # noqa: ANN401
        """Work out what could grow: sums and products, within bounds."""
        if operator == "**" or (operator == "%" and isinstance(left, str)):
            raise SecurityError
        for one, other in ((left, right), (right, left)):
            _bounded(one)
            if operator == "*" and hasattr(one, "__len__") and isinstance(other, int):
                _check_length(one, len(one) * other)
        return super().call_binop(context, operator, left, right)


def _through(name: str, node: Any) -> nodes.Expr:  # noqa: ANN401 - For.iter is any
    return nodes.Filter(node, name, [], [], None, None, lineno=node.lineno)


def _check(size: int) -> None:
    if size > LONGEST_TEXT:
        raise TooMuchError


def _check_length(value: object, size: int) -> None:
    if size > (LONGEST_TEXT if isinstance(value, str) else LONGEST_LIST):
        raise TooMuchError


def _single(value: object) -> object:
    """A value that can become one text: a list only while all in it is short."""
    size, waiting = 0, [value]
    while waiting and isinstance(value, (list, tuple, set, dict)):
        each = waiting.pop()
        if isinstance(each, dict):
            waiting += [*each.keys(), *each.values()]
        elif isinstance(each, (list, tuple, set)):
            waiting += each
        size += len(each) if isinstance(each, str) else 1
        _check(size)
    return value


def _bounded(value: object) -> object:
    """A value that may be put together with others."""
    if hasattr(value, "__len__"):
        _check_length(value, len(value))
    elif isinstance(value, int) and abs(value) > _LARGEST_NUMBER:
        raise TooMuchError
    return value


def _range(*ends: int) -> range:
    found = range(*ends)
    if len(found) > LONGEST_RANGE:
        raise TooMuchError
    return found


def _joined(values: Iterable[object], between: str = "") -> str:
    texts = [str(_single(value)) for value in values]
    _check(sum(map(len, texts)) + len(between) * len(texts))
    return between.join(texts)


def _replaced(text: str, old: str, new: str) -> str:
    _check(len(text) + str(text).count(old) * len(new))
    return str(text).replace(old, new)

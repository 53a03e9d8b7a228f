"""The one gate to what is private in Textual and Rich.

A feature that uses private names is at work only where all of its names
are there; what changes how things are drawn or read, also only on versions that the
tests have shown it to be equal on. Elsewhere Textual's own way is used.
"""

from __future__ import annotations

from enum import StrEnum
from functools import cache
from importlib import import_module
from types import FunctionType

PROVEN = frozenset({"8.2.8"})
"""Versions of Textual on which the quiet parts were proven."""


class Feature(StrEnum):
    """A feature that stands on private names."""

    CELLS = "changed cells"
    COMPOSITOR = "the compositor"
    COVERED = "covered screens"
    DRIVER = "the sleeping driver"
    LINES = "long lines"
    CONTEXT = "what outlives a screen"
    KEYS = "keys"
    QUEUE = "stalled links"
    SUSPEND = "stops"
    FAULTS = "faults"
    CLOSED = "forgetting closed screens"
    TEXTS = "forgetting texts"


_APP, _AREA = "textual.app:App", "textual.widgets._text_area:TextArea"
_PUMP, _SCREEN = "textual.message_pump:MessagePump", "textual.screen:Screen"
_LINUX = "textual.drivers.linux_driver:LinuxDriver"
_WRITER = "textual.drivers._writer_thread"
_WRAPPED = "textual.document._wrapped_document:WrappedDocument"
_READING = (
    f"{_LINUX}.run_input_thread",
    f"{_LINUX}.disable_input",
    f"{_LINUX}.process_message",
    f"{_LINUX}.start_application_mode",
    f"{_LINUX}.stop_application_mode",
    f"{_LINUX}.__init__.fileno",
    "textual.messages:TerminalSupportsSynchronizedOutput",
)
"""Names that the lexer needs of Textual's driver: public, promised by nobody."""

NAMES: dict[Feature, tuple[str, ...]] = {
    Feature.CELLS: (
        f"{_APP}._display",
        f"{_APP}._begin_update",
        f"{_APP}._end_update",
        f"{_APP}.__init__._driver",
        f"{_APP}.__init__._batch_count",
        f"{_PUMP}.__init__._running",
        f"{_PUMP}.__init__._closed",
        f"{_SCREEN}.__init__._compositor",
        "textual._compositor:Compositor.render_full_update",
        "textual._compositor:LayoutUpdate.__init__.strips",
        "textual._compositor:LayoutUpdate.__init__.region",
        "textual._compositor:ChopsUpdate.__init__.chops",
        "textual._compositor:ChopsUpdate.__init__.chop_ends",
        "textual._compositor:ChopsUpdate.__init__.spans",
        "textual.strip:SGR_STYLES",
        "textual.strip:Strip.render_ansi",
        "rich.cells:split_graphemes",
        "rich.console:Console.__init__._color_system",
        "rich.style:Style._ansi",
    ),
    Feature.COMPOSITOR: (
        "textual._compositor:Compositor._get_renders",
        "textual._compositor:Compositor.visible_widgets",
        f"{_SCREEN}.__init__._compositor",
    ),
    Feature.COVERED: (
        f"{_SCREEN}._compositor_refresh",
        f"{_SCREEN}.__init__._dirty_widgets",
    ),
    Feature.DRIVER: (
        f"{_LINUX}.__init__._key_thread",
        f"{_LINUX}.__init__.exit_event",
        f"{_LINUX}._get_terminal_size",
        f"{_LINUX}._enable_mouse_support",
        f"{_LINUX}._disable_mouse_support",
        f"{_LINUX}.suspend_application_mode",
        "textual.driver:Driver.__init__._app",
        "textual.driver:Driver.__init__._mouse",
        *_READING,
    ),
    Feature.LINES: (
        f"{_AREA}._set_document",
        f"{_AREA}._build_highlight_map",
        f"{_AREA}._rewrap_and_refresh_virtual_size",
        f"{_AREA}._recompute_cursor_offset",
        f"{_AREA}._render_line",
        f"{_AREA}._draw_cursor",
        f"{_AREA}._set_theme._theme",
        f"{_WRAPPED}.__init__._width",
        f"{_WRAPPED}.__init__._tab_width",
        f"{_WRAPPED}.__init__._wrap_offsets",
        f"{_WRAPPED}.__init__._tab_width_cache",
        f"{_WRAPPED}.__init__._offset_to_line_info",
        f"{_WRAPPED}.__init__._line_index_to_offsets",
        f"{_WRAPPED}.wrap",
        f"{_WRAPPED}.wrap_range",
        f"{_WRAPPED}.get_sections",
        f"{_WRAPPED}.location_to_offset",
        f"{_WRAPPED}.get_target_document_column",
        "textual._cells:cell_width_to_column_index",
        "textual._wrap:compute_wrap_offsets",
        "textual.expand_tabs:get_tab_widths",
        "rich.cells:get_character_cell_size",
    ),
    Feature.CONTEXT: (f"{_APP}._context",),
    Feature.KEYS: _READING,
    Feature.QUEUE: (
        f"{_APP}.__init__._driver",
        f"{_LINUX}.__init__._writer_thread",
        f"{_WRITER}:MAX_QUEUED_WRITES",
        f"{_WRITER}:WriterThread.__init__._queue",
    ),
    Feature.SUSPEND: (
        f"{_APP}.__init__._driver",
        f"{_APP}.__init__._exit",
        f"{_LINUX}.can_suspend",
        f"{_LINUX}.suspend_application_mode",
        f"{_LINUX}.resume_application_mode",
    ),
    Feature.FAULTS: (
        f"{_APP}._fatal_error",
        f"{_APP}._close_messages_no_wait",
        f"{_APP}.__init__._exception",
        f"{_APP}.__init__._return_code",
    ),
    Feature.CLOSED: (
        f"{_APP}.__init__.mouse_over",
        f"{_APP}.__init__.hover_over",
        f"{_APP}.__init__.mouse_captured",
        f"{_APP}.__init__._mouse_down_widget",
        f"{_APP}.__init__._last_focused_on_app_blur",
        f"{_APP}.__init__._compose_screen",
        "textual.command:CommandPalette._calling_screen",
        "textual._styles_cache:StylesCache.get_inner_outer.cache_clear",
        "textual.reactive:_watch.__watchers",
        "textual.signal:Signal.__init__._subscriptions",
    ),
    Feature.TEXTS: (
        f"{_APP}.__init__._clipboard",
        "rich.cells:cached_cell_len.cache_clear",
        "rich.segment:Segment._split_cells.cache_clear",
        "textual.document._document:_utf8_encode.cache_clear",
        "textual.widgets._text_area:build_byte_to_codepoint_dict.cache_clear",
    ),
}
"""Every private name that is used, as module:owner.name, by the feature that uses it.

Behind a function stands a name that it sets: what a constructor gives each object.
"""

_ANY_VERSION = frozenset(
    {
        *(Feature.KEYS, Feature.QUEUE, Feature.SUSPEND),
        *(Feature.FAULTS, Feature.CLOSED, Feature.TEXTS),
    }
)
"""Features that need no more than their names: they draw nothing, and the lexer reads
what comes from the terminal and nothing of Textual's."""
_QUIET = {
    Feature.CELLS: "sessiontui.ui.terminal.cells.output",
    Feature.COMPOSITOR: "sessiontui.ui.terminal.compositor",
    Feature.DRIVER: "sessiontui.ui.terminal.quiet_driver",
    Feature.KEYS: "sessiontui.ui.terminal.reading.lexer_driver",
    Feature.LINES: "sessiontui.ui.terminal.long_lines",
}
"""The features that are felt at every key, and the modules that load with them."""


@cache
def version() -> str:
    """Textual's version. Textual looks it up on the disk each time it is asked."""
    import textual

    return textual.__version__


@cache
def missing(feature: Feature) -> str | None:
    """The first name that a feature needs and that is not there."""
    return next((name for name in NAMES[feature] if not _is_there(name)), None)


def supported(feature: Feature) -> bool:
    """Tell whether a feature can be at work with this Textual."""
    return not missing(feature) and (feature in _ANY_VERSION or version() in PROVEN)


def load() -> None:
    """Look at every name once, and load what is supported, before the first frame."""
    for feature in Feature:
        if supported(feature) and feature in _QUIET:
            import_module(_QUIET[feature])


def why_off() -> str | None:
    """The reason the quiet output, or a part of it, is off; None where all works."""
    if version() not in PROVEN:
        proven = ", ".join(sorted(PROVEN))
        return f"off; Textual {version()} is not the one it was proven on ({proven})"
    lost = {each: name for each in Feature if (name := missing(each)) is not None}
    if not lost:
        return None
    names = ", ".join(dict.fromkeys(map(spoken, lost.values())))
    off = "off" if Feature.CELLS in lost else f"in part off ({', '.join(lost)})"
    return f"{off}; this Textual ({version()}) has no {names}"


def spoken(name: str) -> str:
    """A name as it is told: its class or module, and the name itself."""
    module, _, path = name.partition(":")
    owner, *names = path.split(".")
    if names and names[-1] == "cache_clear":
        names.pop()
    return ".".join((owner if names else module, names[-1] if names else owner))


def _is_there(name: str) -> bool:
    module, _, path = name.partition(":")
    *owners, last = path.split(".")
    try:
        owner: object = import_module(module)
    except ImportError:
        return False
    for each in owners:
        owner = getattr(owner, each, None)
    if isinstance(owner, FunctionType):
        return last in owner.__code__.co_names or last in owner.__code__.co_consts
    return hasattr(owner, last)

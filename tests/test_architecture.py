"""Arrows point one way, and what prints never waits for the screens."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from sessiontui.settings.paths import find_paths
from sessiontui.store.open import create_record
from tests.story import PASSPHRASE, Clock, open_session, secret_in, type_all

if TYPE_CHECKING:
    from collections.abc import Mapping

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src" / "sessiontui"
FILES = sorted(SOURCE.rglob("*.py"))


def loaded_by(*modules: str) -> set[str]:
    """The top-level packages in a fresh process that imported these modules."""
    code = f"import sys, {', '.join(modules)}\nprint(*sys.modules, sep='\\n')"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    return {name.split(".")[0] for name in done.stdout.split()}


def modules_under(part: str) -> list[str]:
    return [
        ".".join(path.relative_to(SOURCE.parent).with_suffix("").parts).removesuffix(
            ".__init__"
        )
        for path in FILES
        if path.relative_to(SOURCE).parts[0] in {part, f"{part}.py"}
    ]


def test_every_import_contract_is_kept() -> None:
    done = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout[-3000:]


def test_the_domain_is_pure() -> None:
    # The bounds of one's own templates are Jinja's; a print that needs them loads them.
    pure = set(modules_under("domain")) - {"sessiontui.domain.prints.sandbox"}
    loaded = loaded_by(*sorted(pure))

    assert loaded.isdisjoint(
        {"textual", "rich", "sqlite3", "sqlcipher3", "sqlite_utils", "click", "jinja2"}
    )


@pytest.mark.parametrize("part", ["store", "services", "exchange", "settings"])
def test_nothing_below_the_screens_knows_them(part: str) -> None:
    assert loaded_by(*modules_under(part)).isdisjoint({"textual", "rich"})


def test_what_prints_does_not_wait_for_the_screens() -> None:
    assert "textual" not in loaded_by("sessiontui.cli")
    assert "textual" not in loaded_by("sessiontui.__main__")


@pytest.mark.parametrize(
    ("call", "also_not"),
    [
        *(
            (call, {"sqlite_utils", "jinja2"})
            for call in (
                ["clients"],
                ["sessions", "KESTREL-4"],
                ["progress", "KESTREL-4"],
                ["waiting"],
                ["find", "walk"],
                ["due"],
            )
        ),
        (
            ["summary", "KESTREL-4"],
            {"sqlite_utils", "jinja2", "sessiontui.settings.model"},
        ),
        (["capture", "KESTREL-4"], {"jinja2"}),
    ],
    ids=lambda part: part[0] if isinstance(part, list) else "",
)
def test_a_command_loads_nothing_that_it_does_not_need(
    call: list[str],
    also_not: set[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Without a settings file there is nothing foreign, and so no pydantic."""
    record = create_record(find_paths(tmp_path / "home"), PASSPHRASE)
    type_all(open_session(record, Clock()), ["> a walk", "a walk by the sea"])
    record.close()
    monkeypatch.setenv("SESSIONTUI_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("SESSIONTUI_PASSPHRASE_FILE", str(secret_in(tmp_path)))
    code = (
        "import sys; from sessiontui.cli.commands.command_table import run;"
        f"code = run({call!r});"
        "assert code == 0; print(*sys.modules, sep='\\n')"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        input="a line\n",
    )

    loaded = set(done.stdout.split())
    assert {"sqlcipher3", "click"} <= loaded
    unneeded = {"pydantic", "pydantic_core", "textual", *also_not}
    assert loaded & unneeded == set()


NETWORK = {
    *("socketserver", "http", "urllib", "ftplib", "smtplib", "telnetlib", "xmlrpc"),
    *("requests", "httpx", "aiohttp", "websockets", "ssl"),
}


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(SOURCE)))
def test_no_file_talks_to_a_network(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    imported = set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            imported |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            imported.add(node.module.split(".")[0])

    assert imported.isdisjoint(NETWORK)


def test_a_limit_is_a_number_in_the_sql() -> None:
    """A bound one has SQLite prepare the statement anew each time it is asked."""
    bound = re.compile(r"\blimit [?:@$]", re.IGNORECASE)

    assert not [str(x) for x in FILES if bound.search(x.read_text(encoding="utf-8"))]


FULL_ROOM, OVERFULL_ROOM = 12, 16
"""Modules of a folder beyond which a reader no longer finds one, and the end of it."""
FULL_BY_NAME: dict[str, str] = {}
"""Folders that may be overfull, each with its reason."""


def test_no_folder_is_overfull(capsys: pytest.CaptureFixture[str]) -> None:
    rooms = Counter(
        str(path.parent.relative_to(SOURCE))
        for path in FILES
        if path.name != "__init__.py"
    )
    full = {name: count for name, count in rooms.items() if count > FULL_ROOM}
    with capsys.disabled():
        for name, count in sorted(full.items()):
            sys.stderr.write(f"\n{name} holds {count} modules, more than {FULL_ROOM}")

    assert {x for x in full if full[x] > OVERFULL_ROOM} <= FULL_BY_NAME.keys()


def test_every_room_says_what_it_is_for() -> None:
    silent = [
        str(path.relative_to(SOURCE))
        for path in FILES
        if path.name == "__init__.py"
        and not ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
    ]

    assert silent == []


TWICE_BY_NAME = {"check_installed": "each room asks so for the package that it needs"}
"""Public names that stand twice, each with its one meaning."""


def public_names(path: Path) -> list[str]:
    """The public classes, functions, types and constants of a module."""
    names = []
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.ClassDef | ast.FunctionDef):
            names.append(node.name)
        elif isinstance(node, ast.Assign):
            names += [x.id for x in node.targets if isinstance(x, ast.Name)]
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            names.append(node.target.id)
    return [x for x in names if len(x) > 1 and not x.startswith("_")]


def test_no_two_rooms_give_one_name_to_different_things() -> None:
    """One word, one meaning, in every layer; a command is called as it is typed."""
    names = Counter(
        name
        for path in FILES
        if not path.is_relative_to(SOURCE / "cli" / "commands")
        for name in public_names(path)
    )

    assert {x for x, count in names.items() if count > 1} == TWICE_BY_NAME.keys()


def ancestors(name: str, bases: Mapping[str, tuple[str, ...]]) -> int:
    """How many classes of ours stand in a class's line, itself included."""
    if name not in bases:
        return 0
    return 1 + max((ancestors(x, bases) for x in bases[name]), default=0)


def test_inheritance_is_no_way_to_cut_a_file() -> None:
    """At most two classes of ours stand below a library's."""
    bases = {
        node.name: tuple(x.id for x in node.bases if isinstance(x, ast.Name))
        for path in FILES
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ClassDef)
    }
    deep = {name for name in bases if ancestors(name, bases) > 2}

    assert deep == set()


def test_neither_commands_nor_screens_reach_into_a_sessions_record() -> None:
    reaching = [
        f"{path.relative_to(SOURCE)}:{number}"
        for path in FILES
        if path.relative_to(SOURCE).parts[0] in {"cli", "ui"}
        for number, row in enumerate(path.read_text(encoding="utf-8").split("\n"), 1)
        if re.search(r"\b(live|past|state)\._?record\b|\.record\.lines\b", row)
    ]

    assert reaching == []


def test_only_the_state_says_which_session_it_shows() -> None:
    """Whoever changes a session hands it on, and does not write it where it is read."""
    writers = {
        path.name
        for path in FILES
        if path.relative_to(SOURCE).parts[0] in {"cli", "ui", "services"}
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute)
        and isinstance(node.ctx, ast.Store)
        and node.attr == "session"
    }

    assert writers == {"state.py"}


def test_sockets_are_used_for_the_machines_name_only() -> None:
    users = [p for p in FILES if "import socket" in p.read_text(encoding="utf-8")]

    for path in users:
        text = path.read_text(encoding="utf-8")
        assert text.count("socket.") == text.count("socket.gethostname(")


def test_no_python_stands_among_the_sheets() -> None:
    assert not list((ROOT / "styles").rglob("*.py"))


BY_ID_ALONE = {
    (
        "undo_log.py",
        "delete from {} where id = ?",
    ): "as its step left it, client and all",
    ("undo_log.py", "update {} set {} where id = ?"): "as its step left it, client too",
    (
        "ties.py",
        "update line set {} = ?2 where id = ?1 and {} is null",
    ): "read so just now",
    (
        "sessions.py",
        "update session set",
    ): "the session itself, whose client is its own",
    ("sessions.py", "delete from session where id = ?"): "the session itself",
    ("signatures.py", "update session set"): "the session itself",
    ("migrations.py", "update session set day"): "every session, each itself",
    ("retention.py", "update client set keep_until"): "the client itself",
    ("clients.py", "update client set code"): "the client itself",
    ("erase.py", "delete from client where id = ?"): "the client itself",
    ("merge.py", "delete from client where id = ?"): "the client itself",
    ("merge.py", "update client set keep_until"): "the client itself",
    ("rebuild.py", "update session set day"): "the session itself, in a scratch file",
    ("rebuild.py", "update line set client_id"): "each line, by its session's client",
}
"""Statements that write a row by its id and name neither session nor client: why."""


def statements(path: Path) -> list[str]:
    """Every piece of text in a module, with {} for what is put into it."""
    nodes = list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
    joined = [node for node in nodes if isinstance(node, ast.JoinedStr)]
    parts = {id(part) for node in joined for part in node.values}
    texts: list[list[ast.expr]] = [node.values for node in joined]
    texts += [[x] for x in nodes if isinstance(x, ast.Constant) and id(x) not in parts]
    return [
        "".join(str(x.value) if isinstance(x, ast.Constant) else "{}" for x in text)
        for text in texts
    ]


def test_what_writes_a_row_by_its_id_names_session_and_client_or_says_why_not() -> None:
    unsaid = [
        (path.name, sql)
        for path in sorted((SOURCE / "store").rglob("*.py"))
        for sql in statements(path)
        if re.match(r"\s*(update|delete from|replace into) ", sql)
        and re.search(r"where (\w+\.)?(id|rowid) = ", sql)
        and not re.search(
            r"session_id = .*client_id = |client_id = .*session_id = ", sql
        )
    ]
    said = {
        key
        for key in BY_ID_ALONE
        for name, sql in unsaid
        if name == key[0] and sql.startswith(key[1])
    }

    assert said == BY_ID_ALONE.keys()
    assert [
        (name, sql)
        for name, sql in unsaid
        if not any(name == known and sql.startswith(text) for known, text in said)
    ] == []

"""A record of an earlier program is kept as it is before its tables change."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from sessiontui.errors import CannotWriteError
from sessiontui.store.copies.backup_names import BEFORE_UPGRADE, backup_name
from sessiontui.store.schema.versions import (
    PRIVATE_VERSIONS,
    RECORD_VERSIONS,
    is_current,
)
from sessiontui.store.sqlcipher.files import make_folder

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sessiontui.settings.paths import Paths
    from sessiontui.store.sqlcipher.driver import Database
    from sessiontui.store.sqlcipher.key import Key


def keep_before_upgrade(paths: Paths, key: Key, files: Sequence[Database]) -> None:
    """Back both files up where one of them is of an earlier schema.

    Raises:
        CannotWriteError: there is no room for that; nothing was changed.
    """
    if all(map(is_current, files, (RECORD_VERSIONS, PRIVATE_VERSIONS))):
        return
    from sessiontui.store.copies.backup_file import write_bundle

    target = paths.backups / backup_name(BEFORE_UPGRADE, datetime.now(UTC))
    databases = zip(files, (paths.record, paths.private), strict=True)
    try:
        make_folder(paths.backups)
        target.unlink(missing_ok=True)
        write_bundle(databases, key, target)
    except CannotWriteError as error:
        raise CannotWriteError(
            "An earlier SessionTUI wrote this record, and a backup comes before it is "
            f"brought up to date. {error} Nothing was changed."
        ) from None

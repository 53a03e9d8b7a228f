"""The page of the package: the README, with links that hold where it is shown alone.

The project's address stands once, as `address` in pyproject.toml. Without one the links
stay as they are in the checkout.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from hatchling.metadata.plugin.interface import MetadataHookInterface

_LINK = re.compile(r"(!?)(\[[^\]]*\]\()(?!\w+:|#)([^)]+\))")


def with_address(text: str, address: str, version: str) -> str:
    """A text whose relative links and pictures lead to the files of this release."""
    if not address:
        return text

    def absolute(found: re.Match[str]) -> str:
        picture, words, rest = found.groups()
        way = "raw" if picture else "blob"
        return f"{picture}{words}{address}/{way}/v{version}/{rest}"

    return _LINK.sub(absolute, text)


class PackagePage(MetadataHookInterface):
    """What of the metadata depends on the project's address."""

    def update(self, metadata: dict[str, Any]) -> None:
        """Fill in the README and the links beside it."""
        address = self.config["address"].rstrip("/")
        version = metadata["version"]
        text = Path(self.root, "README.md").read_text(encoding="utf-8")
        metadata["readme"] = {
            "content-type": "text/markdown",
            "text": with_address(text, address, version),
        }
        metadata["urls"] = (
            {
                "Homepage": address,
                "Documentation": f"{address}/blob/v{version}/docs/guide.md",
                "Changelog": f"{address}/blob/v{version}/CHANGELOG.md",
                "Issues": f"{address}/issues",
            }
            if address
            else {}
        )

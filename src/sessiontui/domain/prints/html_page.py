"""The client's own sheet as a page of large print: no script, nothing fetched."""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_LABELLED = re.compile(r"(\S[^:]*):\s+(.*)")
_PAGE = """<!doctype html>
<html translate="no">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy"
 content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width">
<title>For you</title>
<style>
body {{ font: 20pt/1.5 Verdana, "DejaVu Sans", sans-serif; color: #000;
 background: #fff; max-width: 32em; margin: 1.5em auto; padding: 0 1em; }}
h1 {{ font-size: 1.4em; }}
h2 {{ font-size: 1em; margin: 1.2em 0 0; }}
p {{ margin: 0.2em 0 0; overflow-wrap: anywhere; white-space: pre-line; }}
@media print {{ body {{ margin: 0; }} h2 {{ break-after: avoid; }}
 p {{ break-inside: avoid; }} }}
</style>
</head>
<body>
{body}
</body>
</html>
"""


def as_page(sheet: str) -> str:
    """A sheet for the client, set so wide that no line is wrapped, as a page of HTML.

    The title of the page, which a browser shows and keeps, says nothing of anybody. No
    browser is to offer a translation, which would send the words away.
    """
    head, *rest = sheet.strip("\n").split("\n")
    return _PAGE.format(body="\n".join([f"<h1>{escape(head)}</h1>", *_parts(rest)]))


def _parts(lines: list[str]) -> Iterator[str]:
    for line in lines:
        # Ours begin at the margin; what somebody said never does.
        if found := _LABELLED.fullmatch(line):
            yield f"<h2>{escape(found[1])}</h2>"
        words = (found[2] if found else line).strip()
        if words:
            yield f"<p>{escape(words)}</p>"

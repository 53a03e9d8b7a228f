"""The floor of our start: hello world behind the libraries that we are to use."""

import hashlib

import click  # noqa: F401
import pydantic
import sqlcipher3  # noqa: F401
import sqlite_utils  # noqa: F401
from hello import Hello


class Line(pydantic.BaseModel):
    """The one model without which pydantic would load nothing of itself."""

    text: str


if __name__ == "__main__":
    hashlib.pbkdf2_hmac("sha512", b"x" * 32, b"y" * 16, 256_000, 32)
    Line(text="")
    Hello().run()

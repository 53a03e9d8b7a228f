"""The least that a person can type into with Textual."""

from textual.app import App, ComposeResult
from textual.widgets import Footer, Input


class Hello(App[None]):
    """One field and a footer, as stock has them."""

    BINDINGS = [("ctrl+q", "quit", "Quit")]  # noqa: RUF012

    def compose(self) -> ComposeResult:
        yield Input(placeholder="type here")
        yield Footer()


if __name__ == "__main__":
    Hello().run()

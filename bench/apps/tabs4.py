"""What SessionTUI would be with stock widgets: four tabs, each a field over a list."""

from textual.app import App, ComposeResult
from textual.widgets import (
    Footer,
    Input,
    Label,
    ListItem,
    ListView,
    TabbedContent,
    TabPane,
)

TABS = ("Agenda", "Goals", "Strengths", "Helped")
ENTRIES = 8


class Tabs4(App[None]):
    """F1 to F4 change the tab."""

    BINDINGS = [  # noqa: RUF012
        ("ctrl+q", "quit", "Quit"),
        *((f"f{n}", f"go('{name}')", name) for n, name in enumerate(TABS, 1)),
    ]

    def compose(self) -> ComposeResult:
        with TabbedContent(initial=TABS[0]):
            for name in TABS:
                with TabPane(name, id=name):
                    yield Input(placeholder=name)
                    rows = (f"{name} entry number {n}" for n in range(ENTRIES))
                    yield ListView(*(ListItem(Label(row)) for row in rows))
        yield Footer()

    def on_mount(self) -> None:
        self.query_one(f"#{TABS[0]} Input").focus()

    def action_go(self, name: str) -> None:
        self.query_one(TabbedContent).active = name
        self.query_one(f"#{name} Input").focus()


if __name__ == "__main__":
    Tabs4().run()

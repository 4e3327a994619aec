"""The floors: a bare typer app, and a bare Textual app with the same text, run as scripts."""

from __future__ import annotations

HELP = """
import typer
app = typer.Typer()

@app.command()
def one(name: str = "x"):
    '''Do one thing.'''

@app.command()
def two(name: str = "x"):
    '''Do another thing.'''

app()
"""

STATIC = """
import sys
from pathlib import Path
from textual.app import App
from textual.widgets import Static

class Bare(App):
    BINDINGS = [("q", "quit", "quit")]
    def compose(self):
        yield Static(Path(sys.argv[1]).read_text(), markup=False)

Bare().run()
"""

HIGHLIGHT = """
import re, sys
from pathlib import Path
from textual.app import App
from textual.content import Content
from textual.widgets import Static

text = Path(sys.argv[1]).read_text()
words = [m.span() for m in re.finditer(r"\\S+", text)]

class Bare(App):
    BINDINGS = [("q", "quit", "quit"), ("l", "move(1)", "right"), ("h", "move(-1)", "left")]
    at = 0
    def compose(self):
        yield Static(id="text")
    def on_mount(self):
        self.draw()
    def action_move(self, step):
        self.at = (self.at + step) % len(words)
        self.draw()
    def draw(self):
        start, end = words[self.at]
        self.query_one("#text").update(Content(text).stylize("reverse", start, end))

Bare().run()
"""

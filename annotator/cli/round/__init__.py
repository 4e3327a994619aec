"""`annotator round`: who labels which articles, with or without suggestions."""

import typer

from annotator.cli.round import assigning, closing, status

app = typer.Typer(
    help="Rounds of labelling: who labels which articles, with or without suggestions, and how far all are.",
    no_args_is_help=True,
)
app.command("open")(assigning.open_)
app.command("assign")(assigning.assign)
app.command("reassign")(assigning.reassign)
app.command("status")(status.status)
app.command("list")(status.list_)
app.command("close")(closing.close)
app.command("reopen")(closing.reopen)
app.command("lead")(closing.lead)

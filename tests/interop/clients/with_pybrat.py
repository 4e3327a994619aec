"""pybrat: brat standoff, with its events."""

from expected import ARTICLES, FOLDER, ok, same, same_spans
from pybrat.parser import BratParser, Entity

parsed = {one.id.rpartition("/")[2]: one for one in BratParser(error="raise").parse(str(FOLDER / "brat"))}
for article in ARTICLES:
    one = parsed[f"{article['id']}_anna"]
    # pybrat opens texts with line ends translated, which loses the \r of CRLF; brat itself keeps it.
    same(one.text, article["text"].replace("\r\n", "\n"), "text")
    same_spans(article, [(e.type, e.start, e.end, e.mention) for e in one.entities], "brat")
    # pybrat tells the arguments of an event, not in which role.
    found = [
        (event.trigger.start, argument.start)
        for event in one.events
        for argument in event.arguments
        if isinstance(argument, Entity)
    ]
    same(sorted(found), sorted([head, filler] for head, _, filler in article["roles"]), "arguments")
ok("parser over `brat`: entities with their words, the arguments of events")

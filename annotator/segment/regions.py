"""Which lines of an article are no running text: its headline, and what a web page adds around it."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator

from annotator.domain.text import Region
from annotator.segment.lines import Line, lines

#: A title is at most this long, in code points.
MAX_TITLE = 200


def regions(text: str) -> tuple[Region, ...]:
    """The headline, its repetitions, navigation labels and teasers of other stories, in text order.

    The headline is the first line, if it looks like a title and a blank line or its repetition
    follows. A navigation label is a line that is nothing but a known label ("Next Article", "Read
    more:"); a teaser is a title that follows a label which leads to other stories, or stands behind
    it on its line.
    """
    return tuple(_regions(text, list(lines(text))))


def _regions(text: str, found: list[Line]) -> Iterator[Region]:
    headline = _headline(text, found)
    tail = functools.cache(lambda: _tail(text, found))
    leads = False  # the line before leads to other stories
    for index, line in enumerate(found):
        said = text[line.start : line.end]
        label = _LABEL.fullmatch(said) if len(said) <= MAX_TITLE + 60 else None
        behind = label["behind"] if label else None
        if index == 0 and headline is not None:
            yield Region(line.start, line.end, "headline")
        elif headline and headline.startswith(said[0].casefold()) and _same(said) == headline:
            yield Region(line.start, line.end, "duplicate_headline")
        elif label and (not behind or _may_follow(behind, label["lead"])):
            leads = bool(label["lead"])
            if leads and behind:
                yield Region(
                    line.start, line.start + len(said[: label.start("behind")].rstrip()), "nav_label"
                )
                yield Region(line.start + label.start("behind"), line.end, "teaser_other_article")
            else:
                yield Region(line.start, line.end, "nav_label")
            continue
        elif leads and _is_title(said):
            yield Region(line.start, line.end, "teaser_other_article")
            following = found[index + 1] if index + 1 < len(found) else None
            # A list of titles goes on to the next blank line; at the end of a page, over blank lines.
            leads = following is not None and (not following.gap or index + 1 >= tail())
            continue
        leads = False


def _headline(text: str, found: list[Line]) -> str | None:
    """The headline in the form in which repetitions are compared."""
    if len(found) < 2:
        return None
    first, second = (text[line.start : line.end] for line in found[:2])
    if _is_title(first) and not _LABEL.fullmatch(first) and (found[1].gap or _same(first) == _same(second)):
        return _same(first)
    return None


def _tail(text: str, found: list[Line]) -> int:
    """Index of the line after which only titles and labels follow."""
    index = len(found)
    while index and (line := text[found[index - 1].start : found[index - 1].end]):
        if not (_is_title(line) or _LABEL.fullmatch(line)):
            break
        index -= 1
    return index


def _may_follow(behind: str, lead: str | None) -> bool:
    """Whether this can stand behind a label on its line: a title where it leads on, else a few words."""
    return _is_title(behind) if lead else not _SENTENCE_END.search(behind)


def _is_title(line: str) -> bool:
    """Whether the line could be a title: short, begins like one, does not end like a sentence."""
    return len(line) <= MAX_TITLE and not _SENTENCE_END.search(line) and not _LOWER_START.match(line)


def _same(line: str) -> str:
    return " ".join(line.split()).casefold() if len(line) <= MAX_TITLE else line


_SENTENCE_END = re.compile("[.。,;:，；：][”’\"'»)\\]」』]*$")
_LOWER_START = re.compile("[\"'“‘«(\\[]*[a-zß-öø-ÿ]")

# Labels that lead to other stories, then those that do not. In general terms: nothing here is the
# name of a site. `behind` is what stands on the same line after a colon.
_LABEL = re.compile(
    r"""[\W_]{0,4}(?P<label>
        (?P<lead>
            (?:prev(?:ious)?|next|older|newer)(?:\ (?:articles?|posts?|stor(?:y|ies)|page))?
          | (?:related|similar|more|other|latest|recent|top|popular|trending|recommended|featured)
            \ (?:articles?|posts?|stor(?:y|ies)|topics?|news|coverage|content|links?|reads?|headlines)
          | related(?:\ to\ this\ (?:topic|article|story))?
          | (?:also\ read|read\ (?:more|also|next|the\ full\ story)|see\ also|don['’]t\ miss|up\ next)
          | (?:most|recommended)\ (?:read|popular|viewed|shared|for\ you)
          | more\ (?:on\ this(?:\ (?:topic|story))?|like\ this|from\ (?:us|this\ (?:section|author)))
          | (?:you\ (?:may|might)(?:\ also)?\ (?:like|be\ interested\ in)|what\ to\ read\ next)
          | (?:trending|recommended)(?:\ now)?
        )
      | share(?:\ (?:this|on|via)(?:\ (?:article|story|post|page|[A-Z]\w{0,14}))?)?
      | (?:follow|find|join)\ us(?:\ on\ \w{1,20})?
      | (?:advertisement|sponsored(?:\ content)?|promoted(?:\ content)?)
      | (?:article|story)\ continues\ (?:below|after)(?:\ (?:the\ |this\ )?(?:ad|advert|advertisement))?
      | continue\ reading
      | (?:leave\ a\ (?:comment|reply)|(?:show|view|read)\ (?:all\ )?comments|comments?(?:\ \(\d+\))?)
      | (?:subscribe|sign\ up|sign\ in|log\ in)(?:\ (?:now|here|to\ our\ newsletter|for\ our\ newsletter))?
      | (?:skip\ to\ (?:main\ )?content|back\ to\ (?:top|home)|click\ here|load\ more|print|e-?mail)
      | (?:tags|topics|filed\ under|categories)
    )\s*(?::\s*(?P<behind>[^\w\s]{0,3}\w.*)|[:.…>»→›|"”-]{0,4})""",
    re.IGNORECASE | re.VERBOSE | re.DOTALL,
)

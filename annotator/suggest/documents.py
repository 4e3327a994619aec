"""Articles as spaCy documents: with the tokens and sentences that labels are bound to."""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING, Any, cast

from annotator.domain.text import Article

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

_BLANK = 32


def document(nlp: Language, article: Article) -> Doc:
    """The article's own tokens and sentence boundaries; tokenized anew where its tokens are not given."""
    import numpy
    from spacy.tokens import Doc

    parts = _words(article)
    doc = nlp.tokenizer(article.text) if parts is None else Doc(nlp.vocab, words=parts[0], spaces=parts[1])
    starts = numpy.full(len(doc), -1, dtype="int64")
    offsets = doc.to_array(["IDX"]).reshape(-1).tolist()
    for sentence in article.sentences:
        for edge in (sentence.start, sentence.end):
            at = bisect_right(offsets, edge) - 1
            at += at < 0 or offsets[at] < edge
            if at < len(doc):
                starts[at] = 1
    if len(doc):
        starts[0] = 1
        doc.from_array(["SENT_START"], cast("Any", starts.reshape(-1, 1).astype("uint64")))
    return doc


def _words(article: Article) -> tuple[list[str], list[bool]] | None:
    """The tokens as spaCy has them, and whether a blank follows each; None where they leave letters out.

    spaCy takes one blank after a word to the word; the other blanks in a row are a token of their own.
    """
    import numpy

    text, tokens = article.text, article.tokens
    if not len(tokens):
        return None
    starts, ends = (numpy.frombuffer(side, dtype="uint32") for side in (tokens.starts, tokens.ends))
    letters = numpy.frombuffer(f"{text}.".encode("utf-32-le", "surrogatepass"), dtype="<u4")
    gaps = numpy.append(starts[1:], len(text)) - ends
    blank = (gaps > 0) & (letters[ends] == _BLANK)
    first, last = starts.tolist(), ends.tolist()
    words = [text[start:end] for start, end in zip(first, last, strict=True)]
    spaces = blank.tolist()
    made, follows, done = [], [], 0
    if first[0]:
        made, follows = [text[: first[0]]], [False]
    for at in (gaps > blank).nonzero()[0].tolist():
        stop = first[at + 1] if at + 1 < len(first) else len(text)
        made += words[done : at + 1]
        made.append(text[last[at] + spaces[at] : stop])
        follows += spaces[done : at + 1]
        follows.append(False)
        if not made[-1].isspace():
            return None
        done = at + 1
    if first[0] and not made[0].isspace():
        return None
    return made + words[done:], follows + spaces[done:]

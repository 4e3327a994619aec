"""What stands beside the Docs so that spaCy trains on them as they are: a config and a README."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from annotator.domain.errors import AnnotatorError
from annotator.formats._docs import SPANS_KEY
from annotator.formats._losses import Losses
from annotator.formats._split import SPLITS


def config(language: str, paths: Mapping[str, str], longest: int) -> str:
    """A complete spaCy config that trains a span categorizer over all labels.

    Args:
        language: spaCy's code of it, like "en".
        paths: where "train" and "dev" are, relative to the folder the command runs in.
        longest: how many tokens a span that is to be found may have.

    Raises:
        AnnotatorError: spaCy does not know the language.
    """
    from spacy.cli.init_config import init_config

    try:
        made = init_config(lang=language, pipeline=["spancat"], optimize="efficiency", gpu=False)
    except ImportError as error:
        raise AnnotatorError(
            f"spaCy knows no language {language!r}", "Which tokenizer were the articles imported with?"
        ) from error
    made["paths"] |= {"train": paths["train"], "dev": paths["dev"]}
    made["components"]["spancat"] |= {
        "spans_key": SPANS_KEY,
        "suggester": {"@misc": "spacy.ngram_range_suggester.v1", "min_size": 1, "max_size": longest},
    }
    # Without the right key here training reports 0.00 throughout and keeps an arbitrary model as best.
    made["training"]["score_weights"] = {
        f"spans_{SPANS_KEY}_f": 1.0,
        f"spans_{SPANS_KEY}_p": 0.0,
        f"spans_{SPANS_KEY}_r": 0.0,
    }
    return str(made.to_str())


def language_of(tokenizer: str) -> str:
    """The language in a tokenizer's name: "en" of "spacy.en@3.8"; "xx" where there is none."""
    return tokenizer.partition("@")[0].rpartition(".")[2] or "xx"


def readme(
    options: Mapping[str, str],
    *,
    scheme: str,
    language: str,
    docs: Mapping[str, int],
    losses: Losses,
    notes: Iterable[str],
) -> str:
    """What the folder holds, how to train on it, and what it could not hold.

    Args:
        options: as the export was asked for.
        scheme: NAME@VERSION.
        language: spaCy's code of it.
        docs: how many Docs each split has.
        losses: what the Docs could not hold.
        notes: a sentence each, of what else one should know.
    """
    unit = options["unit"]
    counts = "\n".join(f"- `{name}`: {docs[name]} Docs" for name in SPLITS)
    lost = "\n".join(f"- {loss.count} {loss.what}" for loss in losses) or "Nothing."
    return _README.format(
        scheme=scheme,
        counts=counts,
        doc=_A_DOC[unit],
        which="every sentence, reviewed or not"
        if options["sentences"] == "all"
        else "reviewed sentences only",
        cats=_CATS if unit == "sentence" else "",
        split=options["split"],
        seed=options["seed"],
        lost=lost,
        language=language,
        notes="".join(f"\n{note}\n" for note in notes),
    )


_A_DOC = {
    "article": "A Doc is an article as one annotator labelled it",
    "sentence": "A Doc is one sentence of an article as one annotator labelled it",
}
_WHICH = {
    "reviewed": """Sentences that nobody
marked as done, or as having nothing, are left out too: what nobody looked at would count as a place
without a label.""",
    "all": """All sentences are in,
as was asked for: where nobody looked, it counts as a place without a label.""",
}
_CATS = """- `doc.cats`: for every category 1.0 if a tie of the sentence has it, else 0.0
"""
_README = """# Training data for spaCy

Labels of the scheme {scheme}.

{counts}

Look at the data, then train, both from inside this folder:

    python -m spacy debug data config.cfg
    python -m spacy train config.cfg --output model

(spaCy calls fewer than 100 training Docs an error in `debug data`; `train` takes any number.)
{notes}
## What a Doc is

{doc}. Headlines printed twice, navigation and teasers
of other stories are left out, and a blank line takes their place. {which}

- `doc.spans["sc"]`: all spans, overlapping or not; `span.id_` is the span's id, `span.kb_id_` its entity
- `doc.ents`: those spans that do not overlap; where two do, the label that comes first in the scheme
  (or in the option `ents`) wins, of one label the longer span
{cats}- `doc._.rel`: (first token of the head, first token of the filler) → {{role: 1.0}}
- `doc.user_data["record"]`: article, annotator, round, pass and layer; `stretches` as [start, end, where
  in the Doc it begins], in characters; `spans` with exact offsets in the article, in the order of
  `doc.spans["sc"]`; `ties` with category, attributes and roles, whose `head` and `span` count in `spans`
  and whose `tie` counts in `ties`

Read them with:

    import spacy
    from spacy.tokens import Doc, DocBin

    Doc.set_extension("rel", default=None)
    docs = DocBin().from_disk("train.spacy").get_docs(spacy.blank("{language}").vocab)

Articles were divided {split} (train/dev/test) by a hash of their id and the seed {seed}: all Docs of an
article are in one file, and stay there when more articles are exported. If that left train or dev
without any, the article with the lowest (train) or highest (dev) hash was moved there.

## What could not be held

{lost}
"""

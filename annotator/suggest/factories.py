"""The three components as spaCy finds them, by entry point: `nlp.add_pipe("blame_ties")`."""
# Annotations are not put off here: spaCy makes a model of a factory's parameters, and older versions of it
# can do so only with the types themselves.

from spacy.language import Language

from annotator.suggest.actors import Actors
from annotator.suggest.stances import Stances
from annotator.suggest.ties import Ties


@Language.factory("blame_actors", assigns=["doc.spans"])
def make_actors(nlp: Language, name: str) -> Actors:
    """Make the component with the lexicon of this installation."""
    del nlp
    return Actors(name)


@Language.factory("blame_stances", assigns=["doc.spans"])
def make_stances(nlp: Language, name: str) -> Stances:
    """Make the component with the lexicon of this installation."""
    del nlp
    return Stances(name)


@Language.factory("blame_ties", assigns=["doc._.ties", "doc.spans"], requires=["doc.spans"])
def make_ties(nlp: Language, name: str) -> Ties:
    """Make the component with the lexicon of this installation."""
    del nlp
    return Ties(name)

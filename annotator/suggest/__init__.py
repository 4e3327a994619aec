"""spaCy components that suggest actors, stances and ties.

How a suggestion comes about, each step in a file of its own: `lexicon` (the words of `seeds/`),
`words` and `wordclasses` (what a word is, by itself and among its neighbours, or by a tagger),
`reading` (a document's phrases and quotations), `actors` (who is mentioned) and `salience` (who acts),
`stances`, `clauses` (verbs and their subjects), `complements` and `extents` (what follows a cue, and how
far it reaches), `attribution` (what was said before it), `constructions` (which words take which role),
`proposal` (is it enough, how sure), `nesting` (on whose word), `ties`; `documents` (an article as spaCy has
it), `suggester` (its labels).
"""

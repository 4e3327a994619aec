"""dkpro-cassis: UIMA CAS XMI, whose offsets are UTF-16 in the file and code points in the program."""

import re

from cassis import load_cas_from_xmi, load_typesystem
from expected import ARTICLES, FOLDER, ok, same, same_roles, same_spans

with (FOLDER / "cas" / "TypeSystem.xml").open("rb") as file:
    types = load_typesystem(file)
span_type = next(one.name for one in types.get_types() if one.name.endswith("Span"))
relation_type = next(one.name for one in types.get_types() if one.name.endswith("Role"))
for article in ARTICLES:
    path = FOLDER / "cas" / f"{article['id']}_anna.xmi"
    with path.open("rb") as file:
        cas = load_cas_from_xmi(file, typesystem=types)
    same(cas.sofa_string, article["text"], "text")
    found = [(one.label, one.begin, one.end, one.get_covered_text()) for one in cas.select(span_type)]
    same_spans(article, found, "cas")
    roles = [(one.Governor.begin, one.label, one.Dependent.begin) for one in cas.select(relation_type)]
    same_roles(article, roles, "cas")
raw = (FOLDER / "cas" / "golden_anna.xmi").read_text("utf-8")
issue = re.search(r'begin="71" end="80"', raw)
same(bool(issue), True, "UTF-16 offsets of ISSUE in the file")
ok("`load_cas_from_xmi` of `cas`: spans with the text they cover, relations; 71–80 in UTF-16 for the issue")

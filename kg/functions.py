"""Functions of ours that a query may call, beside those of SPARQL."""

from __future__ import annotations

from collections.abc import Callable

import pyoxigraph as ox

from kg.names import fold
from kg.select import Term
from kg.terms import KG

FOLD = KG + "fold"


def folded(text: Term) -> ox.Literal | None:
    """``kg:fold``: a text in the form in which spellings of one name agree.

    See :func:`kg.names.fold`. The result is a plain string, so that it compares with other
    folded texts whatever their languages. Of an IRI or a blank node there is none, which SPARQL
    takes as an error of the expression.

    Example: ``FILTER(CONTAINS(kg:fold(?name), kg:fold("dostyk")))`` finds «Достық».
    """
    return ox.Literal(fold(text.value)) if isinstance(text, ox.Literal) else None


#: By IRI, as a store takes them.
FUNCTIONS: dict[ox.NamedNode, Callable[..., Term | None]] = {ox.NamedNode(FOLD): folded}

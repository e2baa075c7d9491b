"""What the query page's editor is given besides the query itself."""

from __future__ import annotations

from typing import Any

from web.languages import language
from web.lookups.labels import labels
from web.lookups.vocabulary import terms
from web.published import dataset

_STARTER = """PREFIX {prefix}: <{namespace}>

SELECT ?thing ?name
WHERE {{
  ?thing {curie} ?name .
}}
ORDER BY ?name
LIMIT 25
"""


def words() -> dict[str, Any]:
    """A first query, completions from the dataset's own vocabulary, and its graphs."""
    published = dataset()
    config = published.config
    curie = config.compress(config.preferred_name)
    prefix = curie.partition(":")[0]
    namespaces = [
        {"label": f"{prefix}:", "detail": namespace, "type": "namespace"}
        for prefix, namespace in sorted(config.prefixes.items())
    ]
    known = [
        {
            "label": config.compress(term.iri),
            "detail": term.label.text,
            "type": "class" if term.is_class else "property",
        }
        for term in terms(published, language())
    ]
    names = labels(published, language())

    def called(iri: str) -> str:
        """The label of a thing of this dataset; anything else as it is."""
        return names(iri).text if config.local(iri) else iri

    return {
        "called": called,
        "starter": _STARTER.format(
            prefix=prefix, namespace=config.prefixes.get(prefix, ""), curie=curie
        ),
        "suggestions": known + namespaces,
        "graphs": sorted(f"graph:{name}" for name in published.counts if name != "default"),
    }

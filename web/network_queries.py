"""What a page about a network shows, as queries that anybody can ask again."""

from __future__ import annotations

from kg.config import Config
from kg.ontology import with_prefixes


def network_queries(config: Config, name: str, measure: str, year: int | None) -> dict[str, str]:
    """The query behind each part of the page.

    Parameters
    ----------
    name: id of the network.
    measure: local name of the term that its things are ordered by.
    year: the one year that is shown, or None for all together.
    """
    iri = config.thing(f"network/{name}")
    node = f"?observation qb:dataSet <{iri}> ; kg:node ?node"
    if year is not None:
        node = (
            f"?observation qb:dataSet <{iri}/nodes-by-year> ; "
            f'kg:year "{year:04}"^^xsd:gYear ; kg:node ?node'
        )
    texts = {
        "ranking": (
            f"SELECT ?node ?{measure}",
            f"{node} ; kg:{measure} ?{measure}",
            f"ORDER BY DESC(?{measure}) ?node",
        ),
        "distribution": (
            f"SELECT ?{measure} (COUNT(?node) AS ?things)",
            f"{node} ; kg:{measure} ?{measure}",
            f"GROUP BY ?{measure} ORDER BY ?{measure}",
        ),
        "communities": (
            "SELECT ?community ?node ?degree",
            f"{node} ; kg:community ?community ; kg:degree ?degree",
            "ORDER BY ?community DESC(?degree) ?node",
        ),
        "years": (
            "SELECT ?year ?linkCount ?nodeCount ?density",
            f"?observation qb:dataSet <{iri}/years> ; kg:year ?year ; kg:linkCount ?linkCount ;\n"
            "      kg:nodeCount ?nodeCount ; kg:density ?density",
            "ORDER BY ?year",
        ),
        "mixing": (
            "SELECT ?fromGroup ?toGroup ?linkCount",
            f"<{iri}> kg:mixing ?cell . ?cell kg:fromGroup ?fromGroup ; kg:toGroup ?toGroup ;\n"
            "      kg:linkCount ?linkCount",
            "ORDER BY DESC(?linkCount)",
        ),
        "bridges": (
            "SELECT ?one ?other ?record",
            f"<{iri}> kg:bridge ?bridge . ?bridge kg:end ?one , ?other .\n"
            "    FILTER(STR(?one) < STR(?other))\n"
            "    OPTIONAL { ?bridge kg:restsOn ?record }",
            "ORDER BY ?one ?other ?record",
        ),
    }
    graph = config.graph("networks")
    return {
        part: with_prefixes(
            f"{select} WHERE {{\n  GRAPH <{graph}> {{\n    {pattern}\n  }}\n}}\n{order}",
            config.prefixes,
        )
        for part, (select, pattern, order) in texts.items()
    }

"""Networks: a projection of the graph, and measures of it with the method's name attached."""

from kg.networks.analysis import NetworkAnalysis, NodeMeasures, analyse
from kg.networks.load import BadNetwork, load
from kg.networks.measures import betweenness, communities, component_count, degrees, strengths
from kg.networks.quads import analysis_quads, quads

__all__ = [
    "BadNetwork",
    "NetworkAnalysis",
    "NodeMeasures",
    "analyse",
    "analysis_quads",
    "betweenness",
    "communities",
    "component_count",
    "degrees",
    "load",
    "quads",
    "strengths",
]

"""Networks: a projection of the graph, and measures of it with the method's name attached."""

from kg.networks.analysis import NetworkAnalysis, NodeMeasures, Structure, analyse, measure
from kg.networks.coverage import Coverage, coverage, grounds
from kg.networks.load import BadNetwork, load
from kg.networks.numbered import AUTO, NoSuchBackend, Numbered, backends
from kg.networks.quads import NODE_MEASURES, ROLES, analysis_quads, quads
from kg.networks.stored import StoredBridge, StoredNetwork, StoredNode, stored

__all__ = [
    "AUTO",
    "NODE_MEASURES",
    "ROLES",
    "BadNetwork",
    "Coverage",
    "NetworkAnalysis",
    "NoSuchBackend",
    "NodeMeasures",
    "Numbered",
    "StoredBridge",
    "StoredNetwork",
    "StoredNode",
    "Structure",
    "analyse",
    "analysis_quads",
    "backends",
    "coverage",
    "grounds",
    "load",
    "measure",
    "quads",
    "stored",
]

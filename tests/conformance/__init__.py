"""The W3C's SPARQL test suites over HTTP, from a checkout that is not part of this repository."""

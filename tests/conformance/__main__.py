"""Run the suites: ``python -m tests.conformance DIRECTORY [PATTERN]``.

DIRECTORY is a checkout of https://github.com/w3c/rdf-tests; PATTERN a regular expression that a
suite's or a test's name must match.
"""

from __future__ import annotations

import re
import sys
from collections import Counter, defaultdict
from pathlib import Path

from tests.conformance.evaluation import Failed, check_syntax, evaluate_query, evaluate_update
from tests.conformance.known import KNOWN
from tests.conformance.manifests import Checkout, Test
from tests.conformance.protocols import check_description, check_protocol
from tests.conformance.service import Service, running

#: The manifests, by the version of SPARQL that they are for.
MANIFESTS = {
    "1.0": ("sparql10/manifest.ttl",),
    "1.1": ("sparql11/manifest-all.ttl",),
    "1.2": ("sparql12/manifest.ttl",),
}
#: Suites of other specifications: entailment regimes, and federation, which would call others.
ELSEWHERE = re.compile(r"sparql11/(entailment|service)$")


def run(test: Test, checkout: Checkout, service: Service) -> None:
    """Put the service to one test.

    Raises
    ------
    Failed: it did not pass.
    """
    kinds = test.kinds
    if any("Syntax" in kind for kind in kinds):
        check_syntax(test, checkout, service)
    elif kinds & {"QueryEvaluationTest", "CSVResultFormatTest"}:
        evaluate_query(test, checkout, service)
    elif "UpdateEvaluationTest" in kinds:
        evaluate_update(test, checkout, service)
    elif kinds & {"ProtocolTest", "GraphStoreProtocolTest"}:
        check_protocol(test, checkout, service)
    elif "ServiceDescriptionTest" in kinds:
        check_description(test, service)
    else:
        raise Failed(f"a test of kind {sorted(kinds)}")


def main() -> None:
    """Run everything that is asked for, and tell how much passes."""
    checkout = Checkout(Path(sys.argv[1]))
    pattern = re.compile(sys.argv[2] if len(sys.argv) > 2 else "")
    passed: dict[str, Counter[str]] = defaultdict(Counter)
    unexpected = []
    with running() as service:
        for version, manifests in MANIFESTS.items():
            for manifest in manifests:
                for test in checkout.tests(Path(sys.argv[1]) / "sparql" / manifest):
                    name = f"{test.suite}/{test.name}"
                    if ELSEWHERE.search(test.suite) or not pattern.search(name):
                        continue
                    try:
                        run(test, checkout, service)
                        passed[version]["passed"] += 1
                    except (Failed, ValueError, SyntaxError, OSError) as error:
                        passed[version]["failed"] += 1
                        reason = KNOWN.get(name)
                        if reason is None:
                            unexpected.append(name)
                        print(f"{name}: {reason or error}")
    for version, counts in passed.items():
        total = counts["passed"] + counts["failed"]
        print(f"SPARQL {version}: {counts['passed']} of {total}, {counts['passed'] / total:.1%}")
    sys.exit(1 if unexpected else 0)


if __name__ == "__main__":
    main()

"""What is known not to pass, and why: of the store, unless it says otherwise."""

from __future__ import annotations

#: Tests by the reason why they do not pass.
REASONS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        "the store takes a triple term as the subject of a triple term in an expression",
        ("sparql12/syntax-triple-terms-negative/tripleterm-subject-03",),
    ),
    (
        "the store keeps a number or a truth value in its canonical spelling, so 01 "
        "and 1 are one term",
        (
            "sparql10/open-world/open-eq-01",
            "sparql10/expr-builtin/dawg-str-1",
            "sparql10/expr-builtin/dawg-str-2",
            "sparql10/expr-builtin/sameTerm-simple",
            "sparql10/expr-builtin/sameTerm-eq",
            "sparql10/expr-builtin/sameTerm-not-eq",
            "sparql10/expr-equals/eq-graph-1",
            "sparql10/expr-equals/eq-graph-2",
            "sparql10/distinct/distinct-1",
            "sparql10/distinct/distinct-9",
            "sparql12/grouping/group01",
            "sparql11/csv-tsv-res/tsv03",
        ),
    ),
    (
        "the store compares dates with and without a time zone; the suite wants an error there",
        (
            "sparql10/open-world/date-2",
            "sparql10/open-world/date-3",
        ),
    ),
    (
        "the store lets the variable of GRAPH ?g be seen inside the group",
        (
            "sparql10/graph/graph-variable-scope",
            "sparql10/graph/graph-optional",
            "sparql11/aggregates/agg-empty-group-count-graph",
            "sparql11/bindings/graph",
            "sparql11/negation/graph-minus",
        ),
    ),
    (
        "the store's grammar has true and false in small letters only",
        ("sparql10/expr-builtin/case-insensitive-booleans",),
    ),
    (
        "the store takes what the longest-token rule forbids",
        ("sparql10/syntax-sparql3/syn-bad-26",),
    ),
    (
        "the store keeps the language of members that share one, where the suite wants "
        "a plain string",
        (
            "sparql11/aggregates/agg-groupconcat-04",
            "sparql11/aggregates/agg-groupconcat-06",
        ),
    ),
    (
        "the store gives BNODE of a string the same blank node in every solution",
        ("sparql11/functions/bnode01",),
    ),
    (
        "the store finds no path of length zero at a term bound outside that no triple has",
        (
            "sparql11/property-path/zero_or_more_set_start",
            "sparql11/property-path/zero_or_more_set_end",
            "sparql11/property-path/zero_or_one_set_start",
            "sparql11/property-path/zero_or_one_set_end",
        ),
    ),
    (
        "SERVICE is refused before the text is parsed",
        (
            "sparql11/syntax-fed/test_1",
            "sparql11/syntax-fed/test_2",
            "sparql11/syntax-fed/test_3",
        ),
    ),
    (
        "the store does not let a SELECT expression use an earlier aggregate of the same SELECT",
        ("sparql12/grouping/select-variable-reuse",),
    ),
)

KNOWN = {test: reason for reason, tests in REASONS for test in tests}

"""What the pages show, looked up through SPARQL; no views and no markup here."""

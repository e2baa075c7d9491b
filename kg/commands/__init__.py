"""One module for each command of ``kg``."""

"""All things of a dataset and their links as one picture: numbers in columns, laid out before."""

from kg.picture.columns import Columns, columns_of
from kg.picture.files import Named, names_of, read_columns, write_columns
from kg.picture.layout import lay_out

__all__ = ["Columns", "Named", "columns_of", "lay_out", "names_of", "read_columns", "write_columns"]

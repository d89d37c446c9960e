"""The tables. Each names its one writer in its docstring."""

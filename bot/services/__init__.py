"""One use case, one function, one unit of work. Knows the domain and the ports only."""

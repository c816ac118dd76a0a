"""The world outside: each connector is one file, each is optional."""

"""What the contract says: pure, standard library only, no clock, no log, no I/O."""

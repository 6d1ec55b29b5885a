// A library needs at least one file, also while its rooms are still empty.

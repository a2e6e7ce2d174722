"""Pure rules of the plan, its results and its reports; nothing here does I/O or knows the clock."""

"""The suite: thin test modules and the pytest plugin that runs and reports them."""

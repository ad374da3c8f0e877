"""Values: what is called (`Operation`), with which arguments (recipes), and what came of it (`Outcome`)."""

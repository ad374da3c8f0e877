"""The sequence tier: sequences of many calls by both clients, with a model as third opinion."""

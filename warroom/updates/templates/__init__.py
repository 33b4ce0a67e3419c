"""Templates of owner updates: data that a person may write, rendered in a box that nothing gets out of."""

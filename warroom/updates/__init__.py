"""Making an owner update: facts, what an owner does not know yet. Pure: from state, the plan and a passed-in clock."""

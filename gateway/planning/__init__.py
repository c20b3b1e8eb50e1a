"""From an operation to the plan of its calls and the shape of its answer."""

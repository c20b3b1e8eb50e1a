"""Who is calling: tokens to viewers, and what a viewer may see."""

"""What the tests stand on: real processes, real databases, and the shop made of them."""

"""The shop's pages: Flask and Jinja in front of the gateway."""

"""What is deployed: manifests, images, compose."""

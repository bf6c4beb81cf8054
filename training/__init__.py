"""Making the weights of suggestions from examples: `make train`; not part of the app."""

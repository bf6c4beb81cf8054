"""The pictures in the documents (`make screenshots`), and their site (`make site`)."""

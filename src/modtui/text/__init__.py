"""Pure text work: folding for search, safety for the screen, order for the eye, sentences by code."""

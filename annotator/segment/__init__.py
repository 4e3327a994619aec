"""Text into regions, sentences and tokens; no trained pipeline needed."""

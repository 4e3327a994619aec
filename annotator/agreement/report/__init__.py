"""The layered report: from who blames whom down to the status of a sentence, with all breakdowns."""

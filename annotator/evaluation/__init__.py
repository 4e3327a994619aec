"""How well suggestions fit gold labels: pure functions over values.

`likeness` says how alike two stretches of text are and pairs them one to one, `scoring` counts what
an article's suggestions hit, `misses` tells what they did not, `report` adds the articles up.
"""

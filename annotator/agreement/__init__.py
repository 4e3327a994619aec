"""Agreement measures over rating tables, one file each, and the report that lays them out.

A measure is a file `<name>.py` in this folder that defines `measure`; third parties add theirs by
an entry point in the group `annotator.measures`.
"""

from annotator.agreement._protocol import Measure
from annotator.registry import Registry

measures = Registry("measure", __name__, "measure", "annotator.measures")

__all__ = ["Measure", "measures"]
